"""The page on which an article is compared with its other printings, where the archive has any that differ."""

from collections.abc import Sequence

import msgspec

from site_builder.model import Card, Page
from site_builder.pages.comparison import COPIES, Comparison, ParagraphView, comparison_id
from site_builder.pages.context import direction, page_context
from site_builder.pages.humanize import counted, day, one_line
from site_builder.pages.onward_view import NamedArticle, difference, name_article
from site_builder.pages.views import Link, PageContext
from site_builder.settings import Settings

ARTICLE_TEMPLATES = ("article.html", COPIES)
"""The templates of the pages that an article has."""


class CopyView(msgspec.Struct, frozen=True):
    """Another printing of the article, and what was cut or added from the earlier of both to the later."""

    id: str
    article: NamedArticle
    name: str
    """Its title where that is another one, else its outlet and date."""
    about: str
    """Outlet and date where the name is its title."""
    order: str
    """Which of the two is the earlier one, in words."""
    lang: str
    """Of the words that are compared."""
    dir: str
    paragraphs: tuple[ParagraphView, ...]


class CopiesView(msgspec.Struct, frozen=True):
    """What the template of comparisons sees."""

    frame: PageContext
    crumbs: tuple[Link, ...]
    title: str
    lang: str
    """Of the title; empty where it is that of the page."""
    summary: str
    copies: tuple[CopyView, ...]


def copies_page(
    card: Card, comparisons: Sequence[Comparison], settings: Settings, nav: tuple[Link, ...], origin: str
) -> Page:
    """Lay out the comparisons of an article with its copies, the earliest copy first."""
    title = one_line(card.title)
    lang = card.metadata.language or settings.language
    path = card.address + COPIES
    view = CopiesView(
        frame=page_context(
            path, settings, nav, title=f"{title}: other printings", here="articles/index.html"
        ),
        crumbs=(Link("Articles", "articles/index.html"), Link(title, card.address + "index.html")),
        title=title,
        lang="" if lang == settings.language else lang,
        summary=_summary(card, len(comparisons)),
        copies=tuple(_copy(number, each, card, settings) for number, each in enumerate(comparisons)),
    )
    return Page(path, COPIES, view, origin)


def _copy(number: int, comparison: Comparison, card: Card, settings: Settings) -> CopyView:
    lang = card.metadata.language or settings.language
    article = name_article(comparison.copy, settings.language, settings, remark=_difference(comparison))
    is_titled = comparison.copy.title != card.title or not (comparison.copy.publisher or comparison.copy.date)
    return CopyView(
        id=comparison_id(number),
        article=article,
        name=article.title if is_titled else article.about,
        about=article.about if is_titled else "",
        order=_order(comparison),
        lang=lang,
        dir=direction(lang),
        paragraphs=comparison.paragraphs,
    )


def _summary(card: Card, number: int) -> str:
    when = f" of {day(card.metadata.date)}" if card.metadata.date else ""
    return f"This printing{when}, compared with {counted(number, 'other')} in the archive"


def _difference(comparison: Comparison) -> str:
    since = " since" if comparison.is_earlier else ""
    return difference(comparison.cut, comparison.added, since=since)


def _order(comparison: Comparison) -> str:
    if comparison.is_earlier:
        return "earlier than this one"
    return "later than this one" if comparison.is_later else ""
