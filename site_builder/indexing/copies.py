"""Sources with the same bytes: reported once, and counted once as evidence of recurrence."""

from collections.abc import Callable, Iterable, Mapping

from site_builder.model import Problem

Copies = Mapping[str, tuple[str, ...]]
"""By the first path, in path order, of those that hold the same bytes: the other paths."""

_NAMED = 3
"""Copies that a message names; of more it gives the number."""


def find_copies(digests: Iterable[tuple[str, str]]) -> Copies:
    """Group the paths whose files have the same bytes; `digests` has the path and the digest of every file.

    The order of the paths does not matter.
    """
    pairs = list(digests)
    if len({digest for _, digest in pairs}) == len(pairs):
        return {}
    groups: dict[str, list[str]] = {}
    for path, digest in pairs:
        groups.setdefault(digest, []).append(path)
    ordered = sorted(sorted(paths) for paths in groups.values() if len(paths) > 1)
    return {first: tuple(others) for first, *others in ordered}


def later_copies(copies: Copies) -> frozenset[str]:
    """Return the paths whose passages are not counted, as the first copy stands for them."""
    return frozenset(path for others in copies.values() for path in others)


def copy_problems(copies: Copies, *, display_path: Callable[[str], str]) -> tuple[Problem, ...]:
    """Return a problem for every group of copies, at the first of them."""
    hint = "remove all but one; each has a page, and together they count as one article where passages recur"
    return tuple(
        Problem(
            display_path(first),
            None,
            "same-file",
            f"is the same file as {_listed(others, display_path)}",
            hint,
        )
        for first, others in copies.items()
    )


def _listed(paths: tuple[str, ...], display_path: Callable[[str], str]) -> str:
    names = [display_path(path) for path in paths[:_NAMED]]
    if len(paths) > _NAMED:
        names.append(f"{len(paths) - _NAMED:,} more")
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
