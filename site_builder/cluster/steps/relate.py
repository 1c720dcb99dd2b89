"""Relate the articles of a shard to others: where their links lead, and which articles share rare words with them."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from site_builder.cluster.article_keys import MatchedSection, key_of
from site_builder.cluster.build_plan import StepResult, recipe
from site_builder.cluster.sequences import pack, unpack
from site_builder.cluster.steps.compare_copies import ArticleCopies, read_copies
from site_builder.cluster.steps.match import read_matched
from site_builder.cluster.steps.task import Task
from site_builder.cluster.steps.understand import ArticleRow, read_rows
from site_builder.engine.relating import missing_links
from site_builder.indexing import RelationFinder, keyword_keys, most_related, path_key, spelt
from site_builder.model import NO_RELATIONS, Problem, Relations


class RelatedArticle(msgspec.Struct, frozen=True, array_like=True):
    """What of others an article leads to."""

    relations: Relations = NO_RELATIONS
    related: tuple[tuple[int, tuple[str, ...]], ...] = ()
    """Articles that share rare words with it, each by its `path_key`, and the rarest of the words."""


def read_related(task: Task, shard: int) -> dict[str, RelatedArticle]:
    """Return what the articles of a shard lead to, by path, for those that lead to anything."""
    name = task.workplace.result("relate", shard).name
    related: dict[str, RelatedArticle] = unpack(
        task.store.get(f"related/{name}/articles"), dict[str, RelatedArticle]
    )
    return related


def read_link_problems(task: Task, shard: int) -> list[Problem]:
    """Return what is wrong with the links of the articles of a shard."""
    name = task.workplace.result("relate", shard).name
    problems: list[Problem] = unpack(task.store.get(f"related/{name}/problems"), list[Problem])
    return problems


def run_relate(task: Task) -> StepResult:
    """Relate the articles of a shard, unless that was done for the same articles and what concerns them."""
    understood = task.workplace.result("understand", task.number).name
    matched, digests = read_matched(task)
    copies, copies_digest = read_copies(task, task.number)
    name = recipe("relate", understood, digests, copies_digest, task.plan.display_path)
    if not task.store.tag(f"related/{name}/articles"):
        _relate(task, name, read_rows(task.store, understood), list(matched), copies)
    return StepResult(name, task.shard.articles)


def _relate(
    task: Task,
    name: str,
    rows: Sequence[ArticleRow],
    matched: Sequence[MatchedSection],
    copies: Mapping[str, ArticleCopies],
) -> None:
    targets = {target.path: target.identity for section in matched for target in section.destinations()}
    targets |= {row.path: row.identity for row in rows if row.identity}
    finder = RelationFinder(targets, {})
    holders = dict(pair for section in matched for pair in section.holders())
    articles = {}
    problems: list[Problem] = []
    for row in rows:
        if row.identity is None:
            continue
        relations = finder.relations(row.path, row.outgoing)
        missing = finder.missing(row.outgoing, relations)
        problems += missing_links(task.display_path(row.path), missing)
        without = copies[row.path].keys if row.path in copies else ()
        related = RelatedArticle(
            relations, tuple(related_to(row.path, row.identity.keywords, holders, without))
        )
        if related != RelatedArticle():
            articles[row.path] = related
    task.store.create(f"related/{name}/problems", pack(problems))
    task.store.create(f"related/{name}/articles", pack(articles))


def related_to(
    path: str, keywords: str, holders: Mapping[int, Sequence[int]], without: Sequence[int]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the articles that share the rarest words with one, and the words."""
    words = keyword_keys(keywords)
    found = ((word, holders.get(key_of(word))) for word in words)
    of_article = {word: articles for word, articles in found if articles}
    for other, shared in most_related(
        path_key(path), words, of_article, order=lambda article: article, without=without
    ):
        yield other, spelt(shared, keywords)
