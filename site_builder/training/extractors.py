"""Scores of other programs that extract the text of a page, where they are installed, on the same articles."""

import re
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

from site_builder.commonmark import count_words, plain_block
from site_builder.model import Role
from site_builder.training.examples import LabelledArticle

_NOT_WORDS = re.compile(r"[\W_]+")
_OPENING = 60
"""Letters and digits by which a block is found in an extracted text."""


def extractor_lines(articles: Sequence[LabelledArticle]) -> list[str]:
    """Return one line for each extractor: how much of what it keeps is body, and how much of the body it keeps.

    Articles are turned to HTML first, without the tags of the page that they came from, which these programs use too.
    """
    lines = ["body words of extractors, on the same articles as bare HTML"]
    for name, load in _EXTRACTORS.items():
        try:
            extract = load()
        except ImportError:
            lines.append(f"  {name:12} not installed")
            continue
        lines.append(f"  {name:12} {_scores(articles, extract)}")
    return lines


def _scores(articles: Sequence[LabelledArticle], extract: Callable[[str], str]) -> str:
    hits = kept = body = 0
    for article in articles:
        text = _letters(extract(_html(article)))
        for block, role in zip(article.reading.blocks, article.roles, strict=True):
            line = plain_block(block).line_with_alt
            words, opening = count_words(line), _letters(line)[:_OPENING]
            keeps = bool(opening) and opening in text
            hits += words if keeps and role is Role.BODY else 0
            kept += words if keeps else 0
            body += words if role is Role.BODY else 0
    precision, recall = hits / max(1, kept), hits / max(1, body)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return f"precision {precision:.4f}  recall {recall:.4f}  F1 {f1:.4f}"


def _letters(text: str) -> str:
    return _NOT_WORDS.sub("", text.casefold())


def _html(article: LabelledArticle) -> str:
    """Return an article as a page of HTML, by markdown-it-py alone."""
    markdown: Any = import_module("markdown_it").MarkdownIt("commonmark").enable("table")
    text = "\n\n".join(block.text for block in article.reading.blocks)
    return f"<!doctype html><html><head><title></title></head><body>{markdown.render(text)}</body></html>"


def _trafilatura() -> Callable[[str], str]:
    module: Any = import_module("trafilatura")
    return lambda html: module.extract(html, include_comments=False) or ""


def _boilerpy3() -> Callable[[str], str]:
    extractors: Any = import_module("boilerpy3.extractors")
    extractor = extractors.ArticleExtractor(raise_on_failure=False)
    return lambda html: extractor.get_content(html) or ""


def _justext() -> Callable[[str], str]:
    module: Any = import_module("justext")
    words = frozenset().union(*map(module.get_stoplist, ("English", "German", "Spanish", "French")))
    return lambda html: "\n".join(
        paragraph.text for paragraph in module.justext(html, words) if not paragraph.is_boilerplate
    )


_EXTRACTORS: Mapping[str, Callable[[], Callable[[str], str]]] = {
    "trafilatura": _trafilatura,
    "boilerpy3": _boilerpy3,
    "jusText": _justext,
}
