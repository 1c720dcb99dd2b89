"""Find out which version of its sources a site was made from, where they are in a git repository."""

import re
from pathlib import Path

_COMMIT = re.compile(r"[0-9a-f]{40,64}")


def source_version(site: Path) -> str:
    """Return `git:COMMIT` of the repository that a site is in, or nothing; no program is started for it."""
    for folder in (site, *site.resolve().parents):
        try:
            head = (folder / ".git/HEAD").read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            continue
        commit = _resolved(folder / ".git", head.removeprefix("ref: ")) if head.startswith("ref: ") else head
        return f"git:{commit}" if _COMMIT.fullmatch(commit) else ""
    return ""


def _resolved(repository: Path, ref: str) -> str:
    """Return the commit that a branch names, or nothing."""
    try:
        return (repository / ref).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        pass
    try:
        lines = (repository / "packed-refs").read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return ""
    return next((line.partition(" ")[0] for line in lines if line.endswith(f" {ref}")), "")
