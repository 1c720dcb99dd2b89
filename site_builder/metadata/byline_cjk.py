"""Find the reporter whom newspapers in Chinese, Japanese and Korean name before the first words of a report."""

from site_builder.lazy_patterns import lazy_pattern
from site_builder.metadata.layout import ArticleLayout, Finding
from site_builder.model import Role

_ROLES = frozenset((Role.BODY, Role.STANDFIRST, Role.DATELINE, Role.BYLINE))
_NEAR = 12
"""Blocks from the headline on."""
_REACH = 60
"""Characters of a block within which the reporter is named."""
_SHAPES = (
    # 〔記者何達／臺北報導〕
    lazy_pattern(r"(?<![\u4e00-\u9fff])[記记]者(?P<names>[\u4e00-\u9fff]{2,4})[/／]"),
    # 【潮港＝波田灘子】
    lazy_pattern(
        r"【[^】＝=]{1,14}[＝=](?P<names>[\u4e00-\u9fff々]{2,6}(?:、[\u4e00-\u9fff々]{2,6}){0,3})】"
    ),
    # [항구일보=한바다 기자]
    lazy_pattern(r"[\[(【]?[^\s\[\]()=]{2,14}=(?P<names>[\uac00-\ud7a3]{2,4}) ?(?:기자|특파원)"),
)


def find_reporter(layout: ArticleLayout) -> Finding | None:
    """Return the names in the first reporter line near the headline; None where there is none."""
    for index in range(layout.titled, min(len(layout.blocks), layout.titled + _NEAR)):
        raw = layout.block(index).text
        if raw.isascii() or layout.roles[index] not in _ROLES:
            continue
        for shape in _SHAPES:
            match = shape.search(raw, 0, _REACH)
            if match:
                return Finding(
                    tuple(match["names"].split("、")), index, "reporter before the first words", 0.7
                )
    return None
