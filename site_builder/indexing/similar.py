"""Find articles that say nearly the same, by the paragraphs that they share."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence

MIN_SHARED = 0.6
"""Share of the words of the longer of two articles that stand in paragraphs of both, at least."""

_FEW_SHARED = 25
"""Words in paragraphs of both that make two articles alike, at least."""

_MANY_SHARED = 100
"""Words in paragraphs of both that make two articles alike even under different titles."""

_MAX_HOLDERS = 50
"""A paragraph that stands in more articles that may have copies than so many says nothing of any two of them."""


def pack_body(passages: Iterable[tuple[int, int]]) -> bytes:
    """Pack the paragraphs of running text of an article, each a fingerprint and its number of words, as bytes."""
    words = {fingerprint: count for fingerprint, count in passages if fingerprint}
    return array("Q", [*words, *words.values()]).tobytes()


def count_words_by_paragraph(body: bytes) -> dict[int, int]:
    """Unpack what `pack_body` packed: the number of words of each paragraph by its fingerprint."""
    numbers = memoryview(body).cast("Q")
    half = len(numbers) // 2
    return dict(zip(numbers[:half], numbers[half:], strict=True))


def may_have_copies(body: bytes, recurrences: Container[int]) -> bool:
    """Return whether an article has enough in common with others for `find_similar` to find any of them like it."""
    words = count_words_by_paragraph(body)
    shared = sum(count for paragraph, count in words.items() if paragraph in recurrences)
    return shared >= max(_FEW_SHARED, MIN_SHARED * sum(words.values()))


def find_similar(
    bodies: Mapping[str, bytes], recurrences: Container[int], *, have_same_title: Callable[[str, str], bool]
) -> Mapping[str, tuple[str, ...]]:
    """Return the paths of the articles that are nearly like each, in path order, by path.

    `bodies` has what `pack_body` returns; `recurrences` has at least the fingerprints that stand in two of them.
    Articles for which `may_have_copies` is false may be left out.
    Short articles under different titles are two, whatever they share.
    """
    holders: defaultdict[int, list[str]] = defaultdict(list)
    shared: dict[str, list[int]] = {}
    recurs = recurrences.__contains__
    for path, body in bodies.items():
        if may_have_copies(body, recurrences):
            numbers = memoryview(body).cast("Q")
            shared[path] = list(filter(recurs, numbers[: len(numbers) // 2]))
            for fingerprint in shared[path]:
                holders[fingerprint].append(path)
    similar: dict[str, tuple[str, ...]] = {}
    for path, fingerprints in shared.items():
        telling = {each: holders[each] for each in fingerprints if 1 < len(holders[each]) <= _MAX_HOLDERS}
        if telling and (paths := _alike(path, telling, bodies, have_same_title)):
            similar[path] = paths
    return similar


def _alike(
    path: str,
    holders: Mapping[int, Sequence[str]],
    bodies: Mapping[str, bytes],
    have_same_title: Callable[[str, str], bool],
) -> tuple[str, ...]:
    """Return the articles that are nearly like one; `holders` has those with its paragraphs that few have."""
    words = count_words_by_paragraph(bodies[path])
    least = max(_FEW_SHARED, MIN_SHARED * sum(words.values()))
    if sum(map(words.__getitem__, holders)) < least:
        # Most articles share less even with all others together.
        return ()
    shared: Counter[str] = Counter()
    for fingerprint, others in holders.items():
        for other in others:
            shared[other] += words[fingerprint]
    return tuple(
        sorted(
            other
            for other, count in shared.items()
            if other != path
            and count >= least
            and count >= MIN_SHARED * sum(count_words_by_paragraph(bodies[other]).values())
            and (count >= _MANY_SHARED or have_same_title(path, other))
        )
    )
