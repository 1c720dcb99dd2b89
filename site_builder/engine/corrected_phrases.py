"""What a keeper's corrections teach about an archive: phrases for profiles, and passages that are worth a look."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from site_builder import segmenting
from site_builder.commonmark import plain_block
from site_builder.engine.inspection import Inspected
from site_builder.model import Block, Role, Verdict
from site_builder.wording import normalise

_ENOUGH = 3
"""Articles of an outlet in which a phrase must have been corrected."""
_WORDS = 7
"""Words of a passage that make a phrase."""
_FEWEST_WORDS = 2
"""A shorter opening stands in too many other passages."""
_BY_KEEPER = "corrected in "
"""Begins the rule of a role that a keeper gave."""
_SHOWN = 3
"""Places that are shown of each suggestion."""
_CERTAIN = 0.97
"""Confidence; a block above it needs no look."""


class BlockPlace(msgspec.Struct, frozen=True):
    """A block of an article."""

    path: str
    line: int
    """Counted from 1."""
    role: Role
    """What the program takes it for, before corrections."""
    text: str


class PhraseSuggestion(msgspec.Struct, frozen=True):
    """A phrase that a keeper corrected in several articles of one outlet, and what a profile with it would change."""

    outlet: str
    phrase: str
    role: Role
    corrected: tuple[BlockPlace, ...]
    changes: tuple[BlockPlace, ...]
    """Other blocks of the outlet that open with the phrase and have another role now."""


class Look(msgspec.Struct, frozen=True):
    """A passage that is worth a look, as the program may be wrong about it in many articles."""

    place: BlockPlace
    confidence: float
    articles: int
    """In how many articles of the archive it stands."""

    @property
    def gain(self) -> float:
        """How many blocks are likely wrong for each look at the passage."""
        return (1 - self.confidence) * self.articles


class _Seen(msgspec.Struct, frozen=True):
    """A block with what the program says of it alone, and what a keeper says."""

    outlet: str
    name: str
    """Of the outlet, as people write it."""
    block: Block
    fingerprint: int
    verdict: Verdict
    role: Role
    """With corrections."""
    settled: bool
    """Whether a keeper gave the role, be it the program's own."""
    path: str

    @property
    def place(self) -> BlockPlace:
        """Where it stands."""
        words = plain_block(self.block).line_with_alt
        return BlockPlace(self.path, self.block.lines.start + 1, self.verdict.role, words)


def suggest_phrases(articles: Iterable[Inspected]) -> list[PhraseSuggestion]:
    """Return the phrases that were corrected alike in an outlet and say enough, most changes first.

    A phrase that was corrected to different roles, or left as it is where its role was confirmed, is none.
    """
    openings: defaultdict[tuple[str, str], list[_Seen]] = defaultdict(list)
    for seen in _blocks(articles):
        phrase = opening(seen.block)
        if seen.outlet and phrase.count(" ") + 1 >= _FEWEST_WORDS:
            openings[seen.outlet, phrase].append(seen)
    suggestions = []
    for (_, phrase), blocks in openings.items():
        corrected = [seen for seen in blocks if seen.role is not seen.verdict.role]
        roles = {seen.role for seen in corrected}
        if len(roles) == 1 and _is_enough(corrected, blocks):
            (role,) = roles
            others = [seen for seen in blocks if not seen.settled and seen.role is not role]
            suggestions.append(
                PhraseSuggestion(
                    corrected[0].name,
                    phrase,
                    role,
                    tuple([seen.place for seen in corrected]),
                    tuple([seen.place for seen in others]),
                )
            )
    return sorted(suggestions, key=lambda each: (-len(each.changes), each.outlet, each.phrase))


def _is_enough(corrected: Sequence[_Seen], blocks: Sequence[_Seen]) -> bool:
    """Return whether corrections say enough of a phrase.

    Three articles do, and one does where its passage stands word for word in three articles of the outlet.
    """
    if len({seen.path for seen in corrected}) >= _ENOUGH:
        return True
    same = {seen.fingerprint for seen in corrected} - {0}
    return len({seen.path for seen in blocks if seen.fingerprint in same}) >= _ENOUGH


def rank_looks(articles: Iterable[Inspected]) -> list[Look]:
    """Return the passages in doubt, one place each, in the order in which looking at them settles most."""
    groups: defaultdict[int | tuple[str, int], list[_Seen]] = defaultdict(list)
    for seen in _blocks(articles):
        groups[seen.fingerprint or (seen.path, seen.block.index)].append(seen)
    looks = []
    for blocks in groups.values():
        left = [seen for seen in blocks if not seen.settled]
        corrected = [seen for seen in blocks if seen.role is not seen.verdict.role]
        confirmed = any(seen.settled and seen.role is seen.verdict.role for seen in blocks)
        if not left or confirmed or (corrected and _is_enough(corrected, blocks)):
            # Confirmed, or settled by a phrase of the profile.
            continue
        doubtful = min(left, key=lambda seen: (seen.verdict.confidence, seen.path))
        mean = sum(seen.verdict.confidence for seen in blocks) / len(blocks)
        if mean < _CERTAIN:
            looks.append(Look(doubtful.place, mean, len({seen.path for seen in blocks})))
    return sorted(looks, key=lambda look: (-look.gain, look.place.path, look.place.line))


def opening(block: Block) -> str:
    """Return the first words of a block in their normal form, by which a profile knows it again."""
    return " ".join(normalise(plain_block(block).line_with_alt).split()[:_WORDS])


def _blocks(articles: Iterable[Inspected]) -> Iterator[_Seen]:
    for inspected in articles:
        article, study = inspected.article, inspected.study
        if article is None or study is None:
            continue
        reading = study.reading
        verdicts = segmenting.classify(reading, study.evidence, inspected.recurrences, reasons=False)
        name = article.metadata.publisher or reading.outlet
        outlet = "".join(normalise(name).split())
        for block, fingerprint, verdict, label in zip(
            reading.blocks, reading.fingerprints, verdicts, article.labels, strict=True
        ):
            settled = label.rule.startswith(_BY_KEEPER)
            yield _Seen(
                outlet, name, block, fingerprint, verdict, label.role, settled, inspected.display_path
            )


def describe(suggestion: PhraseSuggestion) -> Iterator[str]:
    """Yield the lines that show a suggestion to the keeper: where it was learnt, and what it would change."""
    articles = len({place.path for place in suggestion.corrected})
    yield f"{suggestion.outlet}: '{suggestion.phrase} …' is {suggestion.role}, as corrected in {articles} articles"
    if not suggestion.changes:
        yield "    no other block changes; articles to come are labelled so"
        return
    yield f"    changes {len(suggestion.changes)} more blocks:"
    for place in suggestion.changes[:_SHOWN]:
        yield f"    {place.path}:{place.line}: {place.role} now: {place.text[:60]}"
    if len(suggestion.changes) > _SHOWN:
        yield f"    and {len(suggestion.changes) - _SHOWN} others"


def take_suggestions(folder: Path, suggestions: Sequence[PhraseSuggestion]) -> list[Path]:
    """Write the phrases into the profiles of their outlets below a folder, and return the files that changed.

    What else stands in a profile, comments too, stays. Raises SiteError for a profile that cannot be read.
    """
    from site_builder.engine.profile_file import add_phrases

    by_outlet: defaultdict[str, list[tuple[Role, str]]] = defaultdict(list)
    for suggestion in suggestions:
        by_outlet[suggestion.outlet].append((suggestion.role, suggestion.phrase))
    return [add_phrases(folder, outlet, phrases) for outlet, phrases in sorted(by_outlet.items())]
