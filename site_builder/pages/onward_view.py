"""The ways on from an article, put into its page when all articles are known."""

from collections.abc import Iterator, Sequence

import msgspec

from site_builder.model import ArticleMention, CopyLink, Onward
from site_builder.pages.comparison import COPIES, Comparison, comparison_id
from site_builder.pages.context import direction, root_of
from site_builder.pages.humanize import counted, day, one_line
from site_builder.pages.menu import label_folder
from site_builder.pages.views import Link
from site_builder.settings import Settings


class NamedArticle(msgspec.Struct, frozen=True):
    """Another article."""

    title: str
    href: str
    lang: str
    """Of the title; empty where it is that of the page."""
    about: str
    """Outlet and date."""
    remark: str
    """What the two share, or in what they differ."""
    compared: str = ""
    """Where the two are compared word by word; empty where they are not."""


class OnwardView(msgspec.Struct, frozen=True):
    """What the parts of an article's page see that lead on from it."""

    root: str
    site_lang: str
    """Of the site's own words; empty where it is that of the page."""
    site_dir: str
    crumbs: tuple[Link, ...]
    """The way from the top of the site to the list that the article is read in."""
    list_name: str
    earlier: NamedArticle | None
    later: NamedArticle | None
    related: tuple[NamedArticle, ...]
    same: tuple[NamedArticle, ...]
    """Articles of the archive whose files have the same bytes, the earliest first."""
    similar: tuple[NamedArticle, ...]
    """Articles of the archive that say nearly the same, the earliest first."""
    more_copies: int
    """Articles of both kinds beyond those that are listed."""


def view_onward(
    onward: Onward,
    address: str,
    language: str | None,
    settings: Settings,
    comparisons: Sequence[Comparison] = (),
) -> OnwardView:
    """Lay out the ways on from the article at an address, which is written in a language.

    `comparisons` has those of its copies that are compared with it.
    """
    neighbours = onward.neighbours
    lang = language or settings.language
    crumbs = _crumbs(neighbours.facet, neighbours.label, settings)
    return OnwardView(
        root=root_of(address + "index.html"),
        site_lang="" if lang == settings.language else settings.language,
        site_dir=direction(settings.language),
        crumbs=crumbs,
        list_name=crumbs[-1].name,
        earlier=name_article(neighbours.earlier, lang, settings) if neighbours.earlier else None,
        later=name_article(neighbours.later, lang, settings) if neighbours.later else None,
        related=tuple(
            name_article(
                each.article, lang, settings, remark="shares: " + ", ".join(map(one_line, each.words))
            )
            for each in onward.related
        ),
        same=tuple(name_article(each.article, lang, settings) for each in neighbours.copies if each.is_same),
        similar=tuple(_similar(neighbours.copies, comparisons, lang, settings)),
        more_copies=neighbours.more_copies,
    )


def _crumbs(key: str, label: str, settings: Settings) -> tuple[Link, ...]:
    for facet in settings.indexes:
        if facet.key == key:
            return (
                Link(facet.many, f"{key}/index.html"),
                Link(one_line(label), label_folder(key, label) + "index.html"),
            )
    return (Link("Articles", "articles/index.html"),)


def _similar(
    copies: Sequence[CopyLink], comparisons: Sequence[Comparison], lang: str, settings: Settings
) -> Iterator[NamedArticle]:
    numbered = {each.copy.address: (number, each) for number, each in enumerate(comparisons)}
    for copy in copies:
        if copy.is_same:
            continue
        number, comparison = numbered.get(copy.article.address, (0, None))
        if comparison is None:
            # Counted by paragraph, as the words of neither are at hand.
            yield name_article(copy.article, lang, settings, remark=difference(copy.cut, copy.added))
            continue
        since = " since" if comparison.is_earlier else ""
        remark = difference(comparison.cut, comparison.added, since=since)
        named = name_article(copy.article, lang, settings, remark=remark)
        yield msgspec.structs.replace(named, compared=f"{COPIES}#{comparison_id(number)}")


def difference(cut: int, added: int, *, since: str = "") -> str:
    """Phrase in what a printing differs from an earlier one: `12 words cut, 40 added`."""
    parts = [f"{counted(cut, 'word')} cut{since}"] if cut else []
    if added:
        parts.append(f"{added:,} added" if parts else f"{counted(added, 'word')} added{since}")
    return ", ".join(parts) or "the same words"


def name_article(article: ArticleMention, lang: str, settings: Settings, *, remark: str = "") -> NamedArticle:
    """Return what a page in a language shows of another article."""
    own = article.language or settings.language
    when = day(article.date) if article.date else "undated"
    return NamedArticle(
        title=one_line(article.title),
        href=article.address + "index.html",
        lang="" if own == lang else own,
        about=", ".join(filter(None, (one_line(article.publisher), when))),
        remark=remark,
    )
