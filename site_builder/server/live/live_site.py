"""Hold a whole site in memory and follow what happens to its files."""

import gc
import os
from collections.abc import Callable, Iterable, Mapping
from functools import partial

import msgspec

from site_builder.attachment_kinds import ENDINGS
from site_builder.disk import NOTES, SUFFIXES, AttachmentIndex, Folder, Stamp, is_name
from site_builder.engine import Site
from site_builder.engine.facts_table import settings_with_table
from site_builder.engine.noted_notices import lost_problems
from site_builder.engine.own_pages import own_paths, read_own_pages
from site_builder.engine.search_parts import SEARCH_FOLDER
from site_builder.engine.site import display_path, settings_for
from site_builder.engine.site_settings import NOTICE_NOTES
from site_builder.model import Archive, OwnPage, Problem, SiteError
from site_builder.pages import NOTES as NOTES_FOLDER
from site_builder.server.change import Change
from site_builder.server.diagnostics import Diagnostic, from_problems
from site_builder.server.linked_sources import LinkedSources, linked_sources
from site_builder.server.live.article_reader import ArticleReader
from site_builder.server.live.article_set import ArticleSet, State
from site_builder.server.live.live_theme import LiveTheme
from site_builder.server.live.stored_state import load_stored_state, searched_digest

_APPEARANCE = ("title", "description", "base_url", "page_size", "search", "menu", "notice_notes")
"""Settings that change pages, but not what an article means."""

_STORM = 200
"""So many changed files are looked for on disk instead of being read one after the other."""


class LiveSite:
    """The site as it would be built now."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.theme = LiveTheme(site)
        self.articles = ArticleSet(site)
        self.reader = ArticleReader(self.articles)
        self.own: tuple[OwnPage, ...] = ()
        """The keeper's own pages."""
        self.linked: LinkedSources = {}
        """The sources that are links."""
        self._listing_problems: tuple[Problem, ...] = ()
        self.ignored: Mapping[str, int] = {}
        """How many files of the content folder are no articles by their names, by ending."""
        self.gone: dict[str, str] = {}
        """Digests of sources that are gone, by the address of their page."""
        self._own_paths: set[str] = set()
        self._own_problems: tuple[Problem, ...] = ()
        self._settings_error: SiteError | None = None
        self._content_error: SiteError | None = None
        """Why the content folder cannot be listed; what was known of it is still shown."""
        self._noticed: dict[str, None] = {}
        """Sources that were edited while the server ran; what is wrong with these is everybody's business."""
        self._indexed: Mapping[str, str] = {}
        """Digests of the sources that the search index is made from, by path."""
        self._read_early: set[str] = set()
        """Sources that were read before the watch told of their change."""
        self._diagnosed: dict[str, tuple[object, tuple[Diagnostic, ...]]] = {}

    @property
    def archive(self) -> Archive:
        """All cards and own pages."""
        archive = self.articles.archive
        return archive if archive.own == self.own else msgspec.structs.replace(archive, own=self.own)

    def load(self) -> None:
        """List the content folder and load what the last build understood."""
        # Everything that is made here stays; looking for garbage meanwhile takes a third of the time.
        gc.disable()
        try:
            stored = load_stored_state(self.site)
            self._indexed = stored.indexed
            self.articles.fill(self._listed(), stored)
        except SiteError as error:
            self._content_error = error
        finally:
            gc.enable()

    def _listed(self) -> dict[str, Stamp]:
        """List the content folder and return the stamps of the articles; own pages are read at once."""
        site = self.site
        listing = site.sources()
        self.ignored = listing.ignored
        self.articles.attachments = AttachmentIndex(listing.attachments)
        self._listing_problems = listing.problems
        self.linked = linked_sources(os.path.realpath(site.content), listing.stamps)
        self._own_paths = set(own_paths(listing.stamps, site.settings.pages))
        self._read_own()
        return {path: stamp for path, stamp in listing.stamps.items() if path not in self._own_paths}

    def _read_own(self) -> bool:
        """Read the keeper's own pages again; return whether they are others now."""
        before = self.own, self._own_problems
        self.own, self._own_problems = read_own_pages(self.site, self._own_paths)
        return before != (self.own, self._own_problems)

    def count_unindexed(self) -> int:
        """Count the articles that are not as the search index of the last build has them, or are not in it."""
        articles = self.articles
        records = ((path, articles.record(path)) for path in articles.addresses)
        digests = {path: searched_digest(record) for path, record in records if record}
        pending = set(articles.paths(State.PENDING)) | (articles.addresses.keys() - digests.keys())
        changed = {path for path in digests if digests[path] != self._indexed.get(path)}
        return len(pending | changed | (self._indexed.keys() - articles.addresses.keys()))

    def index_file(self, path: str) -> bytes | None:
        """Return a file of the search index as the last build left it."""
        folder = Folder(self.site.output)
        is_ours = path.startswith(f"{SEARCH_FOLDER}/") and is_name(path) and not folder.is_behind_a_link(path)
        return folder.read(path) if is_ours else None

    def source_at(self, url: str) -> str | None:
        """Return the source of the page at an address."""
        return self.articles.path_of(url.strip("/").removesuffix("/index.html").rstrip("/") + "/")

    def diagnostics(self, url: str) -> tuple[Diagnostic, ...]:
        """List what is wrong with the site as a whole and with the page at an address.

        Without an address it is what the terminal says: entries of the content folder that are no files, too.
        """
        errors = {"settings": self._settings_error, "content": self._content_error, **self.theme.errors}
        diagnostics: list[Diagnostic] = []
        for name, error in errors.items():
            if error:
                make = partial(from_problems, self.site, tuple(error.each_problem("error")), stops=True)
                diagnostics += self._once(name, error, make)
        if not url:
            diagnostics += from_problems(self.site, self._listing_problems)
        if not url or url.strip("/").partition("/")[0] == NOTES_FOLDER:
            lost = lost_problems(self.articles.lost_notes, display_path(self.site.root / NOTICE_NOTES))
            diagnostics += from_problems(self.site, lost)
        here = self.source_at(url)
        for path in dict.fromkeys([*([here] if here else []), *self._noticed]):
            if path == here or self.articles.refusal(path):
                problems = self.articles.problems(path)
                diagnostics += self._once(
                    f"source {path}", problems, partial(from_problems, self.site, problems)
                )
        name = url.strip("/")
        origins = {page.origin for page in self.own if name in (page.path, page.path.rpartition("/")[0])}
        diagnostics += from_problems(self.site, (each for each in self._own_problems if each.path in origins))
        return tuple(dict.fromkeys(diagnostics))

    def lost_notes(self) -> tuple[Diagnostic, ...]:
        """Diagnose the keeper's notes that have lost their places, on articles as far as they have been read."""
        on_notices = lost_problems(self.articles.lost_notes, display_path(self.site.root / NOTICE_NOTES))
        return from_problems(self.site, (*self.articles.lost_on_articles(), *on_notices))

    def _once(
        self, name: str, cause: object, make: Callable[[], tuple[Diagnostic, ...]]
    ) -> tuple[Diagnostic, ...]:
        """Return diagnostics with the lines of their files as they were when they were made."""
        kept = self._diagnosed.get(name)
        if kept is None or kept[0] is not cause:
            kept = self._diagnosed[name] = cause, make()
        return kept[1]

    def update(self, change: Change) -> bool:
        """Follow what happened on disk; return whether any page can be another one now."""
        changed = False
        if change.settings:
            changed |= self._read_settings()
        if change.theme:
            changed |= self.theme.reload()
        if change.everywhere or len(change.sources) > _STORM:
            self._look_everywhere()
            return True
        own = set(own_paths(change.sources, self.site.settings.pages))
        if own - self._own_paths:
            self._look_everywhere()
            changed = True
        elif own:
            changed |= self._read_own()
        sources = {path for path in change.sources - own if path.lower().endswith((*SUFFIXES, NOTES))}
        if any(path.lower().endswith(ENDINGS) for path in change.sources - own):
            self._look_everywhere()
            changed = True
        return self._follow(sources) or changed

    def read_now(self, path: str) -> None:
        """Read a source that somebody may have saved a moment ago, of which the watch will tell."""
        if self.reader.read(path):
            self._read_early.add(path)

    def _follow(self, sources: Iterable[str]) -> bool:
        """Read single sources again, also those beside which notes changed."""
        articles = self.articles
        stems = {path.removesuffix(NOTES) for path in sources if path.endswith(NOTES)}
        paths = {path for path in sources if not path.endswith(NOTES)}
        if stems:
            paths |= {path for path in articles.addresses if path.rpartition(".")[0] in stems}
        content = self.site.content
        if any(path not in articles.addresses or os.path.islink(content / path) for path in paths):
            # A new file has to pass the same checks as all others, which only the whole listing does.
            self._look_everywhere()
        changed = False
        present = sorted(paths & articles.addresses.keys())
        for path in present:
            before = articles.record(path)
            if self.reader.read(path) or path in self._read_early:
                changed = True
                self._read_early.discard(path)
                self._noticed[path] = None
                if path not in articles.addresses and before and before.card:
                    self.gone[before.card.address] = before.digest
        if changed:
            articles.recount()
            self.reader.update_open(present)
        return changed

    def _look_everywhere(self) -> None:
        try:
            stamps = self._listed()
        except SiteError as error:
            self._content_error = error
            return
        self._content_error = None
        for path in self.articles.addresses.keys() - stamps.keys():
            record = self.articles.record(path)
            if record and record.card:
                self.gone[record.card.address] = record.digest
        self.articles.compare(stamps)
        for path in self.articles.with_changed_attachments():
            self.articles.enter(path, State.PENDING)

    def _read_settings(self) -> bool:
        try:
            settings = settings_for(self.site.root, self.site.content)
            settings = settings_with_table(self.site.root, settings)
            settings = msgspec.structs.replace(settings, drafts=self.site.settings.drafts)
        except SiteError as error:
            self._settings_error = error
            return True
        mended = self._settings_error is not None
        self._settings_error = None
        before = self.site.settings
        if settings == before:
            return mended
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
