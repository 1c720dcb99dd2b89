"""Find what a build says of inspected articles together: links that lead nowhere, and nearly equal texts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from site_builder import pipeline
from site_builder.commonmark import WIKI
from site_builder.engine.content_folder import ContentFolder
from site_builder.engine.relating import missing_links, nearly_same
from site_builder.indexing import RelationFinder, find_copies
from site_builder.model import Article, ArticleIdentity, OutgoingLinks, Problem, Recurrences
from site_builder.settings import Settings


class LinkedArticle(msgspec.Struct, frozen=True):
    """What is needed of one inspected article."""

    path: str
    """Below its content folder."""
    display_path: str
    sha256: str
    outgoing: OutgoingLinks
    identity: ArticleIdentity

    @classmethod
    def of(
        cls, study: pipeline.Study, article: Article, folder: ContentFolder, settings: Settings
    ) -> "LinkedArticle":
        """Make it from an article of a content folder."""
        card = pipeline.card_of(study, article, folder.addresses.get(article.path, ""), settings)
        identity = pipeline.identity(study, article, card, {})
        return cls(article.path, article.display_path, article.sha256, study.outgoing, identity)


def relation_problems(
    articles: Sequence[LinkedArticle], folder: ContentFolder, recurrences: Recurrences, *, alone: bool
) -> Mapping[str, tuple[Problem, ...]]:
    """Return the problems of the articles of one content folder, by the path that messages name.

    With `alone` none is compared with another. Titles are known of these articles only: where others are in the
    folder, a link by name may mean one of those, and is not reported.
    """
    problems: defaultdict[str, list[Problem]] = defaultdict(list)
    named = {article.path: article for article in articles}
    others = folder.addresses.keys() - named.keys()
    targets = {path: ArticleIdentity(folder.addresses[path]) for path in others}
    targets |= {path: article.identity for path, article in named.items()}
    copies = find_copies((path, article.sha256) for path, article in named.items())
    finder = RelationFinder(targets, copies, recurrences)
    for problem in [] if alone else nearly_same(finder, display_path=lambda path: named[path].display_path):
        problems[problem.path].append(problem)
    for path, article in named.items():
        relations = finder.relations(path, article.outgoing)
        missing = finder.missing(article.outgoing, relations)
        certain = [each for each in missing if not (others and each.target.startswith(WIKI))]
        problems[article.display_path] += missing_links(article.display_path, certain)
    return {path: tuple(found) for path, found in problems.items() if found}
