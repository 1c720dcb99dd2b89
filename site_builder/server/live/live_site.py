"""Hold a whole site in memory: pages are made when they are asked for, and made again when an edit touches them."""

import gc
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from http import HTTPStatus

import msgspec

from site_builder import pages, pipeline
from site_builder.disk import SUFFIXES, Stamp
from site_builder.disk.sources import NOTES
from site_builder.engine import Site
from site_builder.engine.facts_table import settings_with_table
from site_builder.engine.own_pages import own_paths, read_own_pages
from site_builder.engine.site import read_settings
from site_builder.model import Page, Problem, SiteError
from site_builder.rendering import Renderer
from site_builder.server.change import Change
from site_builder.server.diagnostics import Diagnostic, from_error, from_problems
from site_builder.server.http.messages import content_type_of
from site_builder.server.live.article_reader import ArticleReader, OpenArticle
from site_builder.server.live.article_set import ArticleSet, problems_of
from site_builder.server.live.live_theme import LiveTheme
from site_builder.server.live.resource import Resource, as_resource, broken_page, plain_page
from site_builder.server.live.stored_state import recall

_PAGES = 256
"""How many pages are kept; more than a person has open in tabs."""

_APPEARANCE = ("title", "description", "base_url", "page_size", "search", "menu")
"""Settings that change pages, but not what an article means."""

_STORM = 200
"""So many changed files are looked for on disk instead of being read one after the other."""


class LiveSite:
    """The site as it would be built now."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.look = LiveTheme(site)
        self.articles = ArticleSet(site)
        self.opening = ArticleReader(self.articles)
        self.listing_problems: tuple[Problem, ...] = ()
        self._own: set[str] = set()
        """Sources of the keeper's own pages."""
        self._own_problems: tuple[Problem, ...] = ()
        self._settings_error: SiteError | None = None
        self._content_error: SiteError | None = None
        """Why the content folder cannot be looked at; what was known of it is still shown."""
        self._noticed: dict[str, None] = {}
        """Sources that were edited while the server ran; what is wrong with these is everybody's business."""
        self._kept: dict[str, tuple[object, Resource | None]] = {}
        self._told: dict[str, tuple[object, tuple[Diagnostic, ...]]] = {}
        self.gone: dict[str, str] = {}
        """Digests of sources that are gone, by the address of their page."""

    def load(self) -> None:
        """LiveTheme at the content folder and recall what the last build understood."""
        # Everything that is made here stays; looking for garbage meanwhile takes a third of the time.
        gc.disable()
        try:
            self.articles.fill(self._listed(), *recall(self.site))
        finally:
            gc.enable()

    def _listed(self) -> dict[str, Stamp]:
        """List the content folder and give the stamps of the articles; the keeper's own pages are read at once."""
        site = self.site
        listing = site.sources()
        self.listing_problems = listing.problems
        self._own = set(own_paths(listing.stamps, site.settings.pages))
        self._read_own()
        return {path: stamp for path, stamp in listing.stamps.items() if path not in self._own}

    def _read_own(self) -> bool:
        """Read the keeper's own pages again; say whether they are others now."""
        before = self.articles.own, self._own_problems
        self.articles.own, self._own_problems = read_own_pages(self.site, self._own)
        return before != (self.articles.own, self._own_problems)

    def page(self, path: str) -> Resource | None:
        """Give the file at a site-relative path, such as `articles/2020/holm-gauge/index.html`."""
        static = self.look.static.get(path)
        if static is not None:
            return as_resource(static, content_type_of(path))
        folder = path.rpartition("/")[0]
        source = self.articles.path_of(folder + "/")
        if source is not None:
            return self._article_page(path, source)
        return self._other_page(path)

    def not_found(self) -> Resource:
        """Give the page for wrong addresses."""
        found = self.page("404.html")
        if found is None:
            return plain_page("Page not found", "There is nothing at this address.", status=404)
        return msgspec.structs.replace(found, status=404) if found.status == 200 else found

    def troubles(self, url: str) -> tuple[Diagnostic, ...]:
        """Give what is wrong with the site as a whole and with the page at an address."""
        found: list[Diagnostic] = []
        errors = {
            "settings": self._settings_error,
            "content": self._content_error,
            "theme": self.look.trouble,
            **self.look.failing,
        }
        for name, error in errors.items():
            if error:
                found += self._once(name, error, partial(from_error, self.site, error))
        here = self.source_at(url)
        for path in dict.fromkeys([*([here] if here else []), *self._noticed]):
            if path == here or path in self.articles.broken:
                found += self._troubles_of(path)
        origins = {
            page.origin for page in self.articles.own if url.strip("/") in (page.path, _folder(page.path))
        }
        found += from_problems(self.site, (each for each in self._own_problems if each.path in origins))
        return tuple(dict.fromkeys(found))

    def source_at(self, url: str) -> str | None:
        """Give the source of the page at an address."""
        return self.articles.path_of(url.strip("/").removesuffix("/index.html").rstrip("/") + "/")

    def _troubles_of(self, path: str) -> tuple[Diagnostic, ...]:
        """Give what is wrong with one source."""
        problems = problems_of(self.articles, path)
        return self._once(f"source {path}", problems, partial(from_problems, self.site, problems))

    def _once(
        self, name: str, cause: object, make: Callable[[], tuple[Diagnostic, ...]]
    ) -> tuple[Diagnostic, ...]:
        """Give troubles with the lines of their files as they were when they were found."""
        kept = self._told.get(name)
        if kept is None or kept[0] is not cause:
            kept = self._told[name] = cause, make()
        return kept[1]

    def update(self, change: Change) -> bool:
        """Follow what happened on disk; say whether any page can be another one now."""
        changed = False
        if change.settings:
            changed |= self._read_settings()
        if change.theme:
            changed |= self.look.reload()
        if change.everywhere or len(change.sources) > _STORM:
            self._look_everywhere()
            return True
        own = set(own_paths(change.sources, self.site.settings.pages))
        if own - self._own:
            self._look_everywhere()
            changed = True
        elif own:
            changed |= self._read_own()
        sources = {path for path in change.sources - own if path.lower().endswith((*SUFFIXES, NOTES))}
        return self._follow(sources) or changed

    def _follow(self, sources: Iterable[str]) -> bool:
        """Read single sources again."""
        paths = {each for path in sources for each in self._meant(path)}
        if any(path not in self.articles.addresses for path in paths):
            # A new file has to pass the same checks as all others, which only the whole listing does.
            self._look_everywhere()
        changed = False
        for path in sorted(paths & self.articles.addresses.keys()):
            before = self.articles.records.get(path)
            if self.opening.check(path):
                changed = True
                self._noticed[path] = None
                if path not in self.articles.addresses and before and before.card:
                    self.gone[before.card.address] = before.digest
        return changed

    def _meant(self, path: str) -> Iterator[str]:
        """Give the sources that a changed file is about: itself, or the article its notes stand beside."""
        stem = path.removesuffix(".notes.toml")
        if stem == path:
            yield path
            return
        yield from (each for each in self.articles.addresses if each.rpartition(".")[0] == stem)

    def _look_everywhere(self) -> None:
        try:
            stamps = self._listed()
        except SiteError as error:
            self._content_error = error
            return
        self._content_error = None
        for path, record in self.articles.records.items():
            if path not in stamps and record.card:
                self.gone[record.card.address] = record.digest
        self.articles.suspect(stamps)

    def _read_settings(self) -> bool:
        try:
            settings = read_settings(self.site.root, content=self.site.content)
            settings = settings_with_table(self.site.root, settings)
            settings = msgspec.structs.replace(settings, drafts=self.site.settings.drafts)
        except SiteError as error:
            self._settings_error = error
            return True
        mended = self._settings_error is not None
        self._settings_error = None
        if settings == self.site.settings:
            return mended
        before = self.site.settings
        self.site = msgspec.structs.replace(self.site, settings=settings)
        self.articles.site = self.site
        if settings.pages != before.pages:
            self._look_everywhere()
        else:
            self._read_own()
        same = {name: getattr(before, name) for name in _APPEARANCE}
        if msgspec.structs.replace(settings, **same) != before:
            self.articles.forget()
        return True

    def _article_page(self, path: str, source: str) -> Resource | None:
        opened = self.opening.open(source)
        if opened is None:
            return self.refused_page(source) if path.endswith("/index.html") else None
        # An article that has not changed is the same object, which is compared at once.
        basis = (
            opened.article,
            opened.card,
            opened.study.data,
            self.articles.facets,
            self.site.settings,
            self.look.generation,
        )
        return self._remembered(path, basis, lambda: self._rendered_article(path, opened))

    def _rendered_article(self, path: str, opened: OpenArticle) -> Resource | None:
        def fill(renderer: Renderer) -> bytes:
            outputs = pipeline.render_article(
                opened.study,
                opened.article,
                opened.card,
                settings=self.site.settings,
                facets=self.articles.facets,
                renderer=renderer,
            )
            return next((output.data for output in outputs if output.path == path), b"")

        try:
            data = self.look.render("article.html", fill)
        except SiteError as error:
            return broken_page(error)
        return as_resource(data, content_type_of(path)) if data else None

    def _other_page(self, path: str) -> Resource | None:
        settings = self.site.settings
        if path == "404.html":
            # It is shown under any address, so its links have to start at the top, which here is the host's.
            settings = msgspec.structs.replace(settings, base_url="http://localhost")
        basis = (
            self.articles.revision,
            self.articles.own,
            self.articles.facets,
            settings,
            self.look.generation,
        )

        def make() -> Resource | None:
            nav = pages.menu(self.articles.facets, settings)
            page = pages.plan_page(path, self.articles.archive, settings, nav=nav)
            return self._rendered(page) if page else None

        return self._remembered(path, basis, make)

    def _rendered(self, page: Page) -> Resource:
        try:
            data = self.look.render(page.template, lambda renderer: renderer.render(page))
        except SiteError as error:
            return broken_page(error)
        return as_resource(data, content_type_of(page.path))

    def refused_page(self, source: str) -> Resource:
        """Say why there is no article."""
        problems = problems_of(self.articles, source)
        text = "\n".join(f"{each.path}: {each.message}" for each in problems)
        return plain_page("This source could not become an article", text, status=500)

    def _remembered(self, path: str, basis: object, make: Callable[[], Resource | None]) -> Resource | None:
        """Give a page as it was made before, unless something it is made from has changed."""
        kept = self._kept.pop(path, None)
        if kept is None or kept[0] != basis:
            found = make()
            if found and found.status != HTTPStatus.OK:
                # A page that cannot be made is tried again every time.
                return found
            kept = basis, found
        self._kept[path] = kept
        while len(self._kept) > _PAGES:
            del self._kept[next(iter(self._kept))]
        return kept[1]


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
