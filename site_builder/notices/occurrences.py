"""The notices that stand in one article: what tells each of them from others, and its text."""

import hashlib
import struct
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from site_builder.commonmark import plain_block, plain_text
from site_builder.memo import Memo
from site_builder.model import (
    Block,
    FoundNotice,
    Label,
    Metadata,
    NoticePart,
    NoticeText,
    Role,
    Speaker,
    Voice,
)
from site_builder.notices.notice_words import loose_tokens, wording_tokens
from site_builder.roles import BOILERPLATE
from site_builder.wording import label_slug

_FORM = struct.Struct(">QQQBB")
_ROLES = tuple(Role)
_SPEAKERS = tuple(Speaker)
_FEWEST_LETTERS = 6
"""Letters of a notice; shorter ones, such as a lone sign, are none."""
_LOOKED_AT = 200
"""Characters of a notice in which letters are counted."""
_MEMO = Memo[tuple[int, int]](2048)
_MAX_MEMOIZED = 4000
"""Characters of a notice that is memoized."""


class Occurrence(NamedTuple):
    """A notice in an article, as its card has it; `FoundNotice` says what the digests are."""

    words: int
    loose: int
    text: int
    role: Role
    speaker: Speaker


def find_notices(
    blocks: Sequence[Block], labels: Sequence[Label], metadata: Metadata
) -> tuple[FoundNotice, ...]:
    """Return the notices of an article, one for each block of boilerplate that has words, in source order."""
    indices = (index for index, label in enumerate(labels) if label.role in BOILERPLATE)
    found = (_found(index, blocks[index], labels[index], metadata) for index in indices)
    return tuple(notice for notice in found if notice)


def _found(index: int, block: Block, label: Label, metadata: Metadata) -> FoundNotice | None:
    text = plain_block(block).line_with_alt
    if sum(map(str.isalpha, text[:_LOOKED_AT])) < _FEWEST_LETTERS:
        return None
    speaker = _speaker(label.voice, metadata)
    variables = _variables(text, metadata, speaker)
    words, loose = _digests(text, variables)
    passage = NoticeText(text, metadata.language or "", variables, _parts(block, label, text))
    whole = _digest("\0".join((text, passage.language, *variables)))
    return FoundNotice(index, words, loose, whole, speaker, passage)


def pack_occurrences(found: Sequence[FoundNotice], labels: Sequence[Label]) -> bytes:
    """Pack the notices of an article for its card; each wording once."""
    once = {notice.words: notice for notice in reversed(found)}
    return b"".join(
        _FORM.pack(words, each.loose, each.text, _ROLES.index(labels[each.block].role), each.speaker)
        for words, each in sorted(once.items())
    )


def unpack_occurrences(packed: bytes) -> Iterator[Occurrence]:
    """Yield the notices that `pack_occurrences` packed. hot: see tests/benchmarks/stages.py"""
    for words, loose, text, role, speaker in _FORM.iter_unpack(packed):
        yield Occurrence(words, loose, text, _ROLES[role], _SPEAKERS[speaker])


def text_digest(packed: bytes, words: Container[int]) -> int:
    """Return the digest of the text that an article has of one of some wordings."""
    texts: Iterator[int] = (text for wording, _, text, _, _ in _FORM.iter_unpack(packed) if wording in words)
    return next(texts)


def outlet_of(speaker: Speaker, metadata: Metadata) -> str:
    """Return the name of the outlet that says a notice of an article; empty where it is not known."""
    if speaker == Speaker.SOURCE:
        return metadata.source or ""
    return (metadata.publisher or "") if speaker == Speaker.PUBLISHER else ""


def _speaker(voice: Voice, metadata: Metadata) -> Speaker:
    if voice is Voice.SOURCE and metadata.source:
        return Speaker.SOURCE
    return Speaker.PUBLISHER if metadata.publisher else Speaker.UNKNOWN


def _variables(text: str, metadata: Metadata, speaker: Speaker) -> tuple[str, ...]:
    """Return what a notice says that is the article's own: its authors, its title, the other outlet."""
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
