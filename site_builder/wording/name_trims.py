"""Strip from a name what bylines write beside it, such as a calling, a city or a number; recognise what is no name."""

import re

from site_builder.lazy_patterns import lazy_pattern
from site_builder.wording.calendars import month_of, words

_KOREAN = lazy_pattern(
    r"([\uac00-\ud7a3]{2,4})[ ]?(?:기자|특파원|앵커|논설위원|PD)(?![\uac00-\ud7a3]).*", re.DOTALL
)
"""`한바다 기자`, whatever follows."""
_CHINESE = lazy_pattern(r"[\u4e00-\u9fff]{0,8}[记記]者[ \u3000:：]+([\u4e00-\u9fff·]{2,12})")
"""`汐报记者 沐海`."""
_CITY = lazy_pattern(r"(\w[\w.'’-]*(?:[ ][\w.'’-]+){1,3}?)[ ]in(?:[ ][A-ZÀ-Þ][\w.'’-]*){1,3}")
"""`Ada Holm in London`."""
_NUMBER = lazy_pattern(r"([^\W\d_][^\d]{3,60}?)[ ]\d{1,2}")
"""A name with the number of a note behind it."""
_BUTTONS = words(
    """twitter facebook instagram linkedin youtube whatsapp telegram mastodon threads pinterest reddit xing seguir
    suivre folgen segui volgen obserwuj takip abonnieren teilen compartir partager condividi udostępnij
    이메일 글자 글자크기 다른기사 기사입력 구독 공유 スクラップ 保存 分享 收藏"""
)
"""What opens the words on buttons beside names."""


def trim_name(name: str) -> str:
    """Return a name without what stands beside it; empty for a button or a day, such as `Seguir` and `May 2nd`."""
    parts = name.split()
    if not parts or parts[0].lower() in _BUTTONS or _is_day(parts):
        return ""
    half = len(parts) // 2
    if len(parts) > 2 and parts[:half] == parts[half:]:
        name = " ".join(parts[:half])
    for shape in (_KOREAN, _CHINESE, _CITY, _NUMBER):
        match = shape.fullmatch(name)
        if match:
            return match[1]
    return name


def _is_day(parts: list[str]) -> bool:
    """Return whether the words are a day and a month, in either order."""
    return 1 < len(parts) < 4 and any(map(month_of, parts)) and any(part[0].isdecimal() for part in parts)
