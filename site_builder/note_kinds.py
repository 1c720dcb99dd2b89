"""The table of kinds of notes that a keeper writes: a row each, with its names in the languages of the interface."""

from collections.abc import Mapping

import msgspec

from site_builder.model import NoteKind


class NoteKindRow(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of one kind of note."""

    kind: NoteKind
    names: Mapping[str, str]
    """What such a note is called, by language."""
    sign: str
    """Stands before the name, so that colour is never the only difference."""
    motivation: str
    """What the model of Web Annotations calls its purpose."""

    def name(self, language: str) -> str:
        """Return its name in a language, in English where there is none."""
        return _in(self.names, language)


_ROWS = (
    NoteKindRow(
        kind=NoteKind.COMMENT,
        names={
            "en": "Editor's note",
            "ar": "ملاحظة المحرر",
            "de": "Anmerkung",
            "es": "Nota del editor",
            "fa": "یادداشت ویراستار",
            "fr": "Note de l’éditeur",
            "it": "Nota del curatore",
            "ja": "編者注",
            "nl": "Noot van de redactie",
            "pl": "Uwaga redakcji",
            "pt": "Nota do editor",
            "ru": "Примечание редактора",
            "tr": "Editörün notu",
            "uk": "Примітка редактора",
            "zh": "编者注",
        },
        sign="✎",
        motivation="commenting",
    ),
    NoteKindRow(
        kind=NoteKind.CORRECTION,
        names={
            "en": "Correction",
            "ar": "تصحيح",
            "de": "Berichtigung",
            "es": "Corrección",
            "fa": "اصلاحیه",
            "fr": "Rectification",
            "it": "Correzione",
            "ja": "訂正",
            "nl": "Correctie",
            "pl": "Sprostowanie",
            "pt": "Correção",
            "ru": "Исправление",
            "tr": "Düzeltme",
            "uk": "Виправлення",
            "zh": "更正",
        },
        sign="≠",
        motivation="commenting",
    ),
    NoteKindRow(
        kind=NoteKind.CONTEXT,
        names={
            "en": "Context",
            "ar": "سياق",
            "de": "Zum Zusammenhang",
            "es": "Contexto",
            "fa": "زمینه",
            "fr": "Contexte",
            "it": "Contesto",
            "ja": "背景",
            "nl": "Context",
            "pl": "Kontekst",
            "pt": "Contexto",
            "ru": "Контекст",
            "tr": "Bağlam",
            "uk": "Контекст",
            "zh": "背景",
        },
        sign="↗",
        motivation="commenting",
    ),
    NoteKindRow(
        kind=NoteKind.QUESTION,
        names={
            "en": "Question",
            "ar": "سؤال",
            "de": "Frage",
            "es": "Pregunta",
            "fa": "پرسش",
            "fr": "Question",
            "it": "Domanda",
            "ja": "問い",
            "nl": "Vraag",
            "pl": "Pytanie",
            "pt": "Pergunta",
            "ru": "Вопрос",
            "tr": "Soru",
            "uk": "Питання",
            "zh": "问题",
        },
        sign="?",
        motivation="commenting",
    ),
    NoteKindRow(
        kind=NoteKind.HIGHLIGHT,
        names={
            "en": "Highlight",
            "ar": "تمييز",
            "de": "Hervorgehoben",
            "es": "Destacado",
            "fa": "برجسته",
            "fr": "Passage souligné",
            "it": "Evidenziato",
            "ja": "ハイライト",
            "nl": "Gemarkeerd",
            "pl": "Wyróżnienie",
            "pt": "Destaque",
            "ru": "Выделено",
            "tr": "Vurgu",
            "uk": "Виділено",
            "zh": "划线",
        },
        sign="▍",
        motivation="highlighting",
    ),
)

NOTE_KINDS: Mapping[NoteKind, NoteKindRow] = {row.kind: row for row in _ROWS}
"""The row of each kind, in their order."""

LOST_HEADING: Mapping[str, str] = {
    "en": "Notes that have lost their place",
    "ar": "ملاحظات فقدت موضعها",
    "de": "Anmerkungen, deren Stelle fehlt",
    "es": "Notas que han perdido su lugar",
    "fa": "یادداشت‌هایی که جای خود را گم کرده‌اند",
    "fr": "Notes qui ont perdu leur place",
    "it": "Note che hanno perso il loro posto",
    "ja": "位置を失った注",
    "nl": "Noten die hun plaats kwijt zijn",
    "pl": "Uwagi, które straciły swoje miejsce",
    "pt": "Notas que perderam o seu lugar",
    "ru": "Примечания, потерявшие своё место",
    "tr": "Yerini yitirmiş notlar",
    "uk": "Примітки, що втратили своє місце",
    "zh": "失去位置的注",
}
"""What stands above notes whose words are gone, by language."""


def lost_heading(language: str) -> str:
    """Return what stands above notes whose words are gone."""
    return _in(LOST_HEADING, language)


def _in(names: Mapping[str, str], language: str) -> str:
    return names.get(language.lower()) or names.get(language.lower().partition("-")[0]) or names["en"]
