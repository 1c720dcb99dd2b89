"""Corrections by people, which win over what the program thinks."""

import difflib
from collections.abc import Mapping, Sequence

import msgspec

from site_builder.commonmark import plain_block, plain_text
from site_builder.model import (
    Block,
    Correction,
    Corrections,
    Label,
    Problem,
    Verdict,
)

_CANDIDATES = 3


def anchor(
    blocks: Sequence[Block], corrections: Corrections
) -> tuple[dict[int, Correction], tuple[Problem, ...]]:
    """Find the block that each correction quotes.

    A quote that is not found, or begins several blocks, is a problem, never a guess.
    """
    if not corrections.blocks:
        return {}, ()
    texts = [_folded(plain_block(block).line_with_alt) for block in blocks]
    anchored: dict[int, Correction] = {}
    problems: list[Problem] = []
    for correction in corrections.blocks:
        quote = _folded(correction.quote)
        raw = _folded(plain_text(correction.quote))
        hits = [
            index
            for index, text in enumerate(texts)
            if text.startswith(quote) or (raw and text.startswith(raw))
        ]
        if len(hits) == 1:
            anchored[hits[0]] = correction
        else:
            problems.append(_unanchored(correction, corrections.display_path, blocks, texts, hits))
    return anchored, tuple(problems)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _unanchored(
    correction: Correction, shown: str, blocks: Sequence[Block], texts: Sequence[str], hits: Sequence[int]
) -> Problem:
    quote = correction.quote
    if hits:
        lines = ", ".join(str(blocks[index].lines.start + 1) for index in hits)
        return Problem(
            shown,
            correction.line,
            "quote-ambiguous",
            f"{quote!r} begins {len(hits)} blocks, at lines {lines}",
            "quote more of the words",
        )
    starts = {text[: max(len(quote), 20)]: index for index, text in enumerate(texts)}
    near = difflib.get_close_matches(_folded(quote), starts, n=_CANDIDATES, cutoff=0.5)
    candidates = "; ".join(
        f"line {blocks[starts[text]].lines.start + 1}: {plain_block(blocks[starts[text]]).line_with_alt[:40]!r}"
        for text in near
    )
    return Problem(
        shown,
        correction.line,
        "quote-not-found",
        f"no block begins with {quote!r}",
        f"nearest: {candidates}" if candidates else "quote the first words of the block it means",
    )


def correct_roles(
    verdicts: Sequence[Verdict], anchored: Mapping[int, Correction], corrections: Corrections
) -> tuple[Verdict, ...]:
    """Put the roles that people chose in place of the program's."""
    rule = f"corrected in {corrections.display_path.rpartition('/')[2]}"
    return tuple(
        Verdict(anchored[index].role or verdict.role, 1.0, rule)
        if index in anchored and anchored[index].role
        else verdict
        for index, verdict in enumerate(verdicts)
    )


def correct_voices(labels: Sequence[Label], anchored: Mapping[int, Correction]) -> tuple[Label, ...]:
    """Put the voices that people chose in place of the program's."""
    return tuple(
        msgspec.structs.replace(label, voice=anchored[index].voice)
        if index in anchored and anchored[index].voice
        else label
        for index, label in enumerate(labels)
    )
