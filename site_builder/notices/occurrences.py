"""The notices that stand in one article: what tells each of them from others, and its text."""

import hashlib
import struct
from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

from site_builder.commonmark import plain_block, plain_text
from site_builder.memo import Memo
from site_builder.model import Article, Block, Label, Metadata, NoticePart, NoticeText, Role, Voice
from site_builder.notices.notice_words import loose_tokens, wording_tokens
from site_builder.roles import BOILERPLATE
from site_builder.wording import label_slug

_FORM = struct.Struct(">QQQBB")
_ROLES = tuple(Role)
_FEWEST_LETTERS = 6
"""Letters of a notice; shorter ones, such as a lone sign, are none."""
_MEMO = Memo[tuple[int, int]](2048)
_MAX_MEMOIZED = 4000
"""Characters of a notice that is memoized."""


class Speaker(IntEnum):
    """Codes for the outlet that says a notice."""

    UNKNOWN = 0
    PUBLISHER = 1
    SOURCE = 2


class Occurrence(NamedTuple):
    """A notice in an article."""

    words: int
    """64 bits of its wording; equal for printings of the same wording."""
    loose: int
    """The same without dates and numbers that are no amounts."""
    text: int
    """The same of the text as it stands in the article."""
    role: Role
    speaker: Speaker


class FoundNotice(NamedTuple):
    """A notice as it was found in an article."""

    block: int
    """Index of the block that it is."""
    occurrence: Occurrence
    passage: NoticeText


def find_notices(article: Article) -> Iterator[FoundNotice]:
    """Yield the notices of an article, one for each block of boilerplate that has words, in source order."""
    metadata = article.metadata
    for index, label in enumerate(article.labels):
        if label.role not in BOILERPLATE:
            continue
        block = article.blocks[index]
        text = plain_block(block).line_with_alt
        if sum(map(str.isalpha, text)) < _FEWEST_LETTERS:
            continue
        speaker = _speaker(label.voice, metadata)
        variables = _variables(text, article, speaker)
        words, loose = _digests(text, variables)
        language = metadata.language or ""
        whole = _digest("\0".join((text, language, *variables)))
        yield FoundNotice(
            index,
            Occurrence(words, loose, whole, label.role, speaker),
            NoticeText(text, language, variables, _parts(block, label, text)),
        )


def pack_occurrences(found: Sequence[FoundNotice]) -> bytes:
    """Pack the notices of an article for its card; each wording once."""
    once = {notice.occurrence.words: notice.occurrence for notice in reversed(found)}
    return b"".join(
        _FORM.pack(words, each.loose, each.text, _ROLES.index(each.role), each.speaker)
        for words, each in sorted(once.items())
    )


def unpack_occurrences(packed: bytes) -> Iterator[Occurrence]:
    """Yield the notices that `pack_occurrences` packed."""
    for words, loose, text, role, speaker in _FORM.iter_unpack(packed):
        yield Occurrence(words, loose, text, _ROLES[role], Speaker(speaker))


def outlet_of(speaker: Speaker, metadata: Metadata) -> str:
    """Return the name of the outlet that says a notice of an article; empty where it is not known."""
    if speaker == Speaker.SOURCE:
        return metadata.source or ""
    return (metadata.publisher or "") if speaker == Speaker.PUBLISHER else ""


def _speaker(voice: Voice, metadata: Metadata) -> Speaker:
    if voice is Voice.SOURCE and metadata.source:
        return Speaker.SOURCE
    return Speaker.PUBLISHER if metadata.publisher else Speaker.UNKNOWN


def _variables(text: str, article: Article, speaker: Speaker) -> tuple[str, ...]:
    """Return what a notice says that is the article's own: its authors, its title, the other outlet."""
    metadata = article.metadata
    said_by = outlet_of(speaker, metadata)
    outlets = {label_slug(name) for name in (metadata.publisher, metadata.source) if name}
    names = [name for name in metadata.byline if label_slug(name) not in outlets]
    names += [
        name
        for name in (metadata.publisher, metadata.source)
        if name and label_slug(name) != label_slug(said_by or name)
    ]
    if metadata.title and " " in metadata.title:
        names.append(metadata.title)
    folded = text.casefold()
    return tuple(sorted((name for name in names if name.casefold() in folded), key=len, reverse=True))


def _digests(text: str, variables: tuple[str, ...]) -> tuple[int, int]:
    """Return 64 bits of a wording, and of the same without dates and numbers. hot: see tests/benchmarks/stages.py"""
    key = text, variables
    digests = _MEMO.get(key)
    if digests is None:
        tokens = wording_tokens(text, variables)
        digests = digest_of_tokens(tokens), digest_of_tokens(loose_tokens(tokens))
        if len(text) <= _MAX_MEMOIZED:
            _MEMO.put(key, digests)
    return digests


def digest_of_tokens(tokens: Sequence[str]) -> int:
    """Return 64 bits that are equal for equal words."""
    return _digest(" ".join(tokens))


def _digest(text: str) -> int:
    data = text.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big")


def _parts(block: Block, label: Label, text: str) -> tuple[NoticePart, ...]:
    """Find the parts of a block in its plain text; none where one of them is not there as it is in the source."""
    parts: list[NoticePart] = []
    at = 0
    for part in label.parts:
        words = plain_text(block.text[part.start : part.end])
        start = text.find(words, at) if words else -1
        if start < 0:
            return ()
        at = start + len(words)
        parts.append(NoticePart(start, at, part.role))
    return tuple(parts)
