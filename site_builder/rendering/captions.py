"""Find the caption of a picture in the paragraph that follows it."""

import re
from collections.abc import Sequence

from site_builder.lazy_patterns import lazy_pattern

_BARE = lazy_pattern(r'(<figure class="md-figure"><img [^<>]*>)(</figure>)')
_PARAGRAPH = lazy_pattern(r'<p((?: id="[^"<>]*")?)>(.*)</p>', re.DOTALL)


def join_captions(html: Sequence[str], follows: Sequence[bool]) -> list[str]:
    """Return the HTML of blocks in which a figure without a caption has the next paragraph as its caption.

    `follows` tells of each block whether it may be the caption of the one before. Its own HTML is empty then.
    """
    joined = list(html)
    for index in range(1, len(joined)):
        if not follows[index]:
            continue
        figure, words = _BARE.fullmatch(joined[index - 1]), _PARAGRAPH.fullmatch(joined[index])
        if figure and words and "<p" not in words[2]:
            joined[index - 1] = f"{figure[1]}<figcaption{words[1]}>{words[2]}</figcaption>{figure[2]}"
            joined[index] = ""
    return joined
