"""Language tags (BCP 47): which texts are one, and which tag a name of a language means."""

import re

from site_builder.lazy_patterns import lazy_pattern

_SHAPE = lazy_pattern(r"(?P<language>[a-z]{2,3})(?:-[a-z0-9]{2,8}){0,3}\Z", re.IGNORECASE)
_ISO_639_1 = """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el
    en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu
    ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na
    nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn
    so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
_TWO_LETTERS = frozenset(_ISO_639_1.split())
_NAMES = {
    "ar": "arabic العربية",
    "bn": "bengali bangla",
    "bg": "bulgarian",
    "ca": "catalan català",
    "zh": "chinese mandarin 中文",
    "hr": "croatian hrvatski",
    "cs": "czech čeština cz",
    "da": "danish dansk dk",
    "nl": "dutch nederlands flemish",
    "en": "english englisch anglais inglés inglese gb us",
    "et": "estonian eesti",
    "fi": "finnish suomi",
    "fr": "french français francais französisch",
    "de": "german deutsch allemand ger",
    "el": "greek ελληνικά gr",
    "he": "hebrew עברית iw",
    "hi": "hindi हिन्दी",
    "hu": "hungarian magyar",
    "is": "icelandic íslenska",
    "id": "indonesian bahasa",
    "ga": "irish gaeilge",
    "it": "italian italiano italienisch",
    "ja": "japanese 日本語 jp",
    "ko": "korean 한국어 kr",
    "la": "latin latina",
    "lv": "latvian",
    "lt": "lithuanian",
    "no": "norwegian norsk",
    "fa": "persian farsi فارسی",
    "pl": "polish polski",
    "pt": "portuguese português portugues",
    "ro": "romanian română",
    "ru": "russian русский russisch",
    "sr": "serbian српски",
    "sk": "slovak slovenčina",
    "sl": "slovenian slovene slovenščina",
    "es": "spanish español espanol castellano spanisch",
    "sw": "swahili kiswahili",
    "sv": "swedish svenska",
    "ta": "tamil",
    "tr": "turkish türkçe",
    "uk": "ukrainian українська",
    "ur": "urdu",
    "vi": "vietnamese",
    "cy": "welsh cymraeg",
}
_TAG_OF = {name: tag for tag, names in _NAMES.items() for name in names.split()}


def is_language_tag(text: str) -> bool:
    """Test whether a text is a language tag: `en` and `pt-BR` are, `english` and `jp` are not."""
    match = _SHAPE.match(text)
    if not match:
        return False
    language = match["language"].lower()
    return language in _TWO_LETTERS if len(language) == 2 else language not in _TAG_OF


def suggest_language_tag(text: str) -> str:
    """Return what to write for a language: `english` is `write "en"`; unknown names get examples."""
    tag = _TAG_OF.get(re.split(r"[\W_]", text.strip().casefold() or "?")[0])
    return f'write "{tag}"' if tag else 'write a code such as "en", "de" or "pt-BR"'
