"""Make the pages of a live site when they are asked for, and keep them until something they show changes."""

from collections.abc import Callable
from http import HTTPStatus

import msgspec

from site_builder import pages, pipeline
from site_builder.content_types import content_type_of
from site_builder.engine.search_parts import SEARCH_FOLDER
from site_builder.model import NoticeLink, Onward, Relations, SiteError
from site_builder.pages import PACKS
from site_builder.rendering import Renderer
from site_builder.server.live.article_reader import OpenArticle
from site_builder.server.live.live_packs import live_pack
from site_builder.server.live.live_site import LiveSite
from site_builder.server.live.resource import Resource, as_resource, broken_page, plain_page

_KEPT = 256
"""Pages that are kept; more than a person has open in tabs."""


class PageMaker:
    """Makes the pages of one site."""

    def __init__(self, live: LiveSite) -> None:
        self._live = live
        self._kept: dict[str, tuple[object, Resource | None]] = {}

    def page(self, path: str) -> Resource | None:
        """Return the file at a site-relative path, such as `articles/2020/holm-gauge/index.html`."""
        live = self._live
        static = live.theme.static.get(path)
        if static is not None:
            return as_resource(static, content_type_of(path))
        attachment = live.reader.attachment(path)
        if attachment is not None:
            return as_resource(attachment, content_type_of(path))
        index_file = live.index_file(path) if path.startswith(SEARCH_FOLDER) else None
        if index_file is not None:
            return as_resource(index_file, content_type_of(path))
        if path.startswith(f"{PACKS}/") and live.site.settings.layout == "lean":
            return self._pack(path)
        source = live.articles.path_of(path.rpartition("/")[0] + "/")
        if source is None:
            return self._list_page(path)
        opened = live.reader.open(source)
        if opened is None:
            return self.refused_page(source) if path.endswith("/index.html") else None
        # An article that has not changed is the same object, which is compared at once.
        relations, onward = live.articles.relations(source), live.articles.onward(source)
        links = live.articles.notice_links(opened.card)
        study = opened.study
        others = relations, onward, links
        shown = opened.article, opened.card, study.data, study.attachments, others, self._common
        return self._cached(path, shown, lambda: self._article_page(path, opened, relations, onward, links))

    def _pack(self, path: str) -> Resource | None:
        """Return a file of the packs, in which sources and annotations are where pages have none beside them."""

        def read(part: str) -> bytes | None:
            resource = self.page(part)
            return resource.data if resource and resource.status == HTTPStatus.OK else None

        data = live_pack(path, (card.address for card in self._live.archive.cards), read)
        return None if data is None else as_resource(data, content_type_of(path))

    def not_found(self) -> Resource:
        """Return the page for wrong addresses."""
        page = self.page("404.html")
        if page is None:
            return plain_page("Page not found", "There is nothing at this address.", status=404)
        return msgspec.structs.replace(page, status=404) if page.status == HTTPStatus.OK else page

    def refused_page(self, source: str) -> Resource:
        """Make a page that says why there is no article."""
        problems = self._live.articles.problems(source)
        text = "\n".join(f"{each.path}: {each.message}" for each in problems)
        return plain_page("This source could not become an article", text, status=500)

    @property
    def _common(self) -> tuple[object, ...]:
        """What every page shows."""
        return self._live.articles.facets, self._live.site.settings, self._live.theme.generation

    def _article_page(
        self,
        path: str,
        opened: OpenArticle,
        relations: Relations,
        onward: Onward,
        links: dict[int, NoticeLink],
    ) -> Resource | None:
        def fill(renderer: Renderer) -> bytes:
            outputs = pipeline.render_article(
                opened.study,
                opened.article,
                opened.card,
                settings=self._live.site.settings,
                facets=self._live.articles.facets,
                relations=relations,
                onward=onward,
                notice_links=links,
                renderer=renderer,
            )
            return next((output.data for output in outputs if output.path == path), b"")

        return self._filled("article.html", path, fill)

    def _list_page(self, path: str) -> Resource | None:
        live = self._live
        settings = live.site.settings
        if path == "404.html":
            # It is shown under any address, so its links have to start at the top, which here is the host's.
            settings = msgspec.structs.replace(settings, base_url="http://localhost")

        def make() -> Resource | None:
            nav = pages.menu(live.articles.facets, settings)
            page = pages.plan_page(path, live.archive, settings, nav=nav)
            return self._filled(page.template, path, lambda renderer: renderer.render(page)) if page else None

        # The digests of all sources are in data files only.
        revision = live.articles.revision if path.startswith("data/") else live.articles.index.revision
        return self._cached(path, (revision, live.own, self._common), make)

    def _filled(self, template: str, path: str, fill: Callable[[Renderer], bytes]) -> Resource | None:
        try:
            data = self._live.theme.render(template, fill)
        except SiteError as error:
            return broken_page(error)
        return as_resource(data, content_type_of(path)) if data else None

    def _cached(self, path: str, shown: object, make: Callable[[], Resource | None]) -> Resource | None:
        """Return a page as it was made before, unless something that is shown on it has changed."""
        kept = self._kept.pop(path, None)
        if kept is None or kept[0] != shown:
            page = make()
            if page and page.status != HTTPStatus.OK:
                # A page that cannot be made is tried again every time.
                return page
            kept = shown, page
        self._kept[path] = kept
        while len(self._kept) > _KEPT:
            del self._kept[next(iter(self._kept))]
        return kept[1]
