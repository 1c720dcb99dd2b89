"""Errors of folders in which no article is found, or none that can be read."""

from collections.abc import Mapping, Sequence

from site_builder.disk import SUFFIXES, Listing
from site_builder.model import Problem, SiteError

_ENDINGS = 6
"""Endings that a message names; files with others are added up."""
_PROBLEMS = 20
"""Problems that a message gives before it counts the rest."""


def no_articles(listing: Listing, folder: str, *, hint: str) -> SiteError:
    """Return the error of a folder without sources; `folder` is its name in messages, `hint` the way out."""
    passed_over = count_endings(listing.ignored)
    contents = f"passed over {passed_over}" if passed_over else "there are no files in it but hidden ones"
    message = "\n".join([*_lines(listing.problems), f"{folder}: no article found; {contents}"])
    return SiteError(message, hint=f"articles end in {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}; {hint}")


def no_readable_articles(problems: Sequence[Problem], folder: str) -> SiteError:
    """Return the error of a folder none of whose sources could become an article, for the reasons in `problems`."""
    message = "\n".join([*_lines(problems), f"{folder}: none of its files could become an article"])
    return SiteError(
        message, hint="nothing was changed; --allow-empty builds the site without articles all the same"
    )


def count_endings(counts: Mapping[str, int]) -> str:
    """Write how many files have which ending, the most frequent first: `.html 212, .docx 3`."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    named = [f"{ending or 'without an ending'} {count:,}" for ending, count in ranked[:_ENDINGS]]
    rest = sum(count for _, count in ranked[_ENDINGS:])
    return ", ".join([*named, f"others {rest:,}"] if rest else named)


def _lines(problems: Sequence[Problem]) -> list[str]:
    lines = [
        f"{problem.path}{'' if problem.line is None else f':{problem.line}'}: {problem.message} ({problem.hint})"
        for problem in problems[:_PROBLEMS]
    ]
    if len(problems) > _PROBLEMS:
        lines.append(f"and {len(problems) - _PROBLEMS:,} more")
    return lines
