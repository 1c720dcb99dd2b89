"""The ways on from an article, put into its page when all articles are known."""

from collections.abc import Sequence

import msgspec

from site_builder.model import ArticleMention, CopyLink, Onward
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


def view_onward(onward: Onward, address: str, language: str | None, settings: Settings) -> OnwardView:
    """Lay out the ways on from the article at an address, which is written in a language."""
    neighbours = onward.neighbours
    lang = language or settings.language
    crumbs = _crumbs(neighbours.facet, neighbours.label, settings)
    return OnwardView(
        root=root_of(address + "index.html"),
        site_lang="" if lang == settings.language else settings.language,
        site_dir=direction(settings.language),
        crumbs=crumbs,
        list_name=crumbs[-1].name,
        earlier=_named(neighbours.earlier, lang, settings) if neighbours.earlier else None,
        later=_named(neighbours.later, lang, settings) if neighbours.later else None,
        related=tuple(
            _named(each.article, lang, settings, remark="shares: " + ", ".join(map(one_line, each.words)))
            for each in onward.related
        ),
        same=_copies([each for each in neighbours.copies if each.is_same], lang, settings),
        similar=_copies([each for each in neighbours.copies if not each.is_same], lang, settings),
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


def _copies(copies: Sequence[CopyLink], lang: str, settings: Settings) -> tuple[NamedArticle, ...]:
    return tuple(_named(each.article, lang, settings, remark=_difference(each)) for each in copies)


def _difference(copy: CopyLink) -> str:
    """Phrase in what a copy differs: `12 words cut, 40 added`."""
    parts = [counted(copy.cut, "word") + " cut"] if copy.cut else []
    if copy.added:
        parts.append(f"{copy.added:,} added" if parts else counted(copy.added, "word") + " added")
    return ", ".join(parts)


def _named(article: ArticleMention, lang: str, settings: Settings, *, remark: str = "") -> NamedArticle:
    own = article.language or settings.language
    when = day(article.date) if article.date else "undated"
    return NamedArticle(
        title=one_line(article.title),
        href=article.address + "index.html",
        lang="" if own == lang else own,
        about=", ".join(filter(None, (one_line(article.publisher), when))),
        remark=remark,
    )
