"""The articles of a site as notes need them: their words, the notes they have, and the addresses they answer to."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from site_builder import pipeline
from site_builder.annotating import ArticleText
from site_builder.disk import open_source
from site_builder.engine.empty import no_articles
from site_builder.engine.own_pages import own_paths
from site_builder.engine.site import Site
from site_builder.indexing import assign_addresses
from site_builder.model import Article, Card, Problem
from site_builder.rendering import visible_text
from site_builder.wording import address_key


class NotedArticle(msgspec.Struct, frozen=True):
    """One article, understood by itself."""

    study: pipeline.Study
    article: Article
    card: Card

    @property
    def text(self) -> ArticleText:
        """Its words as a reader sees them."""
        return ArticleText([visible_text(html) for html in self.study.html], self.article.blocks)

    @property
    def original(self) -> str:
        """The address of the original on the web; empty where it is not known."""
        return self.article.metadata.source_url or ""


def read_articles(site: Site, problems: list[Problem]) -> Iterator[NotedArticle]:
    """Yield the articles of a site in path order; those that cannot be read become problems.

    Raises SiteError where there is no article.
    """
    listing = site.sources()
    if not listing.stamps:
        raise no_articles(listing, site.display_path, hint="name another folder")
    own = frozenset(own_paths(listing.stamps, site.settings.pages))
    paths = [path for path in listing.stamps if path not in own]
    addresses = assign_addresses(paths, shown=str).addresses
    for path in paths:
        source = open_source(
            site.content, path, display_path=site.display_path, limit=site.settings.limits.file_bytes
        )
        if isinstance(source, Problem):
            problems.append(source)
            continue
        study = pipeline.study(source, site.settings)
        if not study.reading.blocks:
            problems += study.reading.problems
            continue
        article = pipeline.understand(study, {}, site.settings, reasons=False)
        yield NotedArticle(study, article, pipeline.card_of(study, article, addresses[path], site.settings))


class AddressBook:
    """Finds articles by what other programs know of them."""

    def __init__(self, base_url: str) -> None:
        self._base = base_url.rstrip("/") + "/" if base_url else ""
        self._paths: dict[str, list[str]] = {}
        self._web: dict[int, list[str]] = {}
        self._titles: dict[str, list[str]] = {}

    def add(self, noted: NotedArticle) -> None:
        """Add an article."""
        path, card = noted.article.path, noted.card
        for name in (path, path.rpartition(".")[0], card.address.rstrip("/")):
            self._paths.setdefault(name, []).append(path)
        web = (noted.original, noted.article.stated_url, self._base + card.address if self._base else "")
        for key in {address_key(address) for address in web if address} - {0}:
            self._web.setdefault(key, []).append(path)
        self._titles.setdefault(_folded(card.title), []).append(path)

    def find(self, addresses: Sequence[str], title: str) -> tuple[str, ...]:
        """Return the paths of the articles that some addresses mean, or else those with a title."""
        found: dict[str, None] = {}
        for address in addresses:
            found.update(dict.fromkeys(self._at(address)))
        return tuple(found) or tuple(self._titles.get(_folded(title), ())) if title.strip() or found else ()

    def _at(self, address: str) -> list[str]:
        if key := address_key(address):
            return self._web.get(key, [])
        name = (
            address.partition("#")[0].removeprefix("./").removesuffix("index.html").removesuffix("article.md")
        )
        name = name.strip("/")
        return self._paths.get(name) or self._paths.get(name.removeprefix("content/"), [])


def _folded(title: str) -> str:
    return " ".join(title.split()).casefold()


def by_path(articles: Iterator[NotedArticle], book: AddressBook) -> Mapping[str, NotedArticle]:
    """Return articles by their paths, taken into an address book."""
    found: dict[str, NotedArticle] = {}
    for noted in articles:
        book.add(noted)
        found[noted.article.path] = noted
    return found
