"""Texts of players and buttons, which converters take from a page as if they were paragraphs: `0:00 / 3:14`."""

import re
from functools import lru_cache

from site_builder.lazy_patterns import lazy_pattern

_MAX_CHARACTERS = 160
"""A longer passage is more than what controls say."""
_TIMES = r"(?:\d{1,2}:)?\d{1,2}:\d\d"
_PHRASES = (
    rf"{_TIMES}(?:\s*/\s*{_TIMES})?",
    r"(?:\d(?:\.\d+)?|\.\d+)\s?[x×]",
    r"\d{1,3}\s?%",
    r"(?:play|pause|stop|replay|rewind|skip|mute|unmute|loading|buffering|live|volume|settings|captions|subtitles)"
    r"(?: (?:the )?(?:video|audio|article|player|slideshow))?",
    r"(?:enter |exit )?full ?screen",
    r"(?:listen(?: to)?|hear|read(?: aloud)?)(?: (?:this|the))? (?:article|story|post|text|audio)(?: aloud)?",
    r"(?:font|text|type) ?size",
    r"(?:in|de)crease (?:font|text)(?: size)?|(?:larger|smaller|bigger) (?:font|text)",
    r"a(?:[\s|]*a[+-]?)+|a[+-]",
    r"(?:show|hide|view|open|close|enlarge|expand|zoom)"
    r"(?: (?:the )?(?:image|picture|photo|gallery|slideshow|caption|video)s?)?",
    r"loading (?:photo )?gallery|no compatible source was found for this video|video player is loading",
    r"(?:bild|video|audio)s? (?:anzeigen|schließen|vergrößern|abspielen|starten|öffnen)|vergrößern|abspielen|"
    r"(?:artikel|beitrag|text) (?:an)?hören|(?:diesen )?(?:artikel|beitrag) vorlesen|schriftgröße",
    r"(?:écouter|lire)(?: (?:l'|cet? )?(?:article|audio|vidéo))?|taille (?:du texte|de la police)|agrandir",
    r"(?:escuchar?|escucha|reproducir)(?: (?:este |el )?(?:artículo|audio|vídeo|video))?|tamaño (?:del texto|de letra)",
    r"(?:ascolta|riproduci)(?: (?:l'|questo )?(?:articolo|audio|video))?|ouvir (?:este )?artigo",
    r"(?:прослушать|слушать)(?: (?:статью|аудио))?|размер шрифта|حجم الخط|استمع(?: إلى (?:المقال|الخبر))?|"
    r"播放|暂停|收听|字号|字体大小|再生|文字サイズ",
)
_CONTROLS = lazy_pattern(rf"(?<!\w)(?:{'|'.join(_PHRASES)})(?!\w)", re.IGNORECASE)
_WORD = lazy_pattern(r"\w")


@lru_cache(maxsize=4096)
def is_page_control(text: str) -> bool:
    """Whether a passage is nothing but what players and buttons say."""
    text = " ".join(text.split())
    if len(text) > _MAX_CHARACTERS or not _WORD.search(text):
        return False
    return not _WORD.search(_CONTROLS.sub("", text))
