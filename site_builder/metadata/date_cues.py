"""Cue words that classify a date as published, updated, earlier or an event."""

import re
from functools import lru_cache

from site_builder.lazy_patterns import lazy_pattern

UPDATED = lazy_pattern(
    r"updated?|modified|last edited|revised|aktualisier|geändert|bearbeitet|mis à jour|modifié|actualizad|modificad|"
    r"aggiornat|atualizad|bijgewerkt|gewijzigd|aktualiz|zaktualiz|обновлен|изменен|تحديث|güncelle|diperbarui|cập nhật|"
    r"uppdaterad|opdateret|oppdatert|päivitetty|accessed|retrieved|abgerufen|consulté|consultado",
    re.IGNORECASE,
)
EARLIER = lazy_pattern(
    r"first (?:published|posted|appeared)|original(?:ly)?|initially|zuerst|ursprünglich|initialement|à l'origine|"
    r"originalmente|inicialmente|originariamente|oorspronkelijk|pierwotnie|впервые",
    re.IGNORECASE,
)
PUBLISHED = lazy_pattern(
    r"publish|posted|issued|date|veröffentlich|erschien|publié|paru|publicad|fecha|pubblicat|data|geplaatst|"
    r"opublikowan|опубликован|дата|نشر|yayın|tarih|diterbitkan|tayang|đăng|ngày|publicerad|publiceret|publisert|"
    r"julkaistu|zveřejněno|vydáno",
    re.IGNORECASE,
)
_EVENT = lazy_pattern(r"termin|wann|when|veranstaltung|event|deadline|stand(?=[ :])|as of", re.IGNORECASE)


# hot: cues recur; see tests/benchmarks/stages.py
@lru_cache(maxsize=1024)
def cue_weight(words: str) -> float:
    """Weigh what stands before a date: `Published on`, `first posted`, `updated`, which rules it out."""
    if UPDATED.search(words):
        return -10.0
    weight = 1.0 if PUBLISHED.search(words) else 0.0
    return weight - 2.0 * bool(EARLIER.search(words)) - 1.5 * bool(_EVENT.search(words))
