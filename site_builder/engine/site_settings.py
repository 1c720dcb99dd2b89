"""Load what the owner of a site chose: site.toml and the site's own profiles, with every mistake in any of them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from site_builder.model import NoticeNote, Problem, Profile, SiteError
from site_builder.profiles import merge_profiles, read_profile, shipped_profiles
from site_builder.settings import Settings, line_of_setting, read_settings_text
from site_builder.toml_text import TomlError, decode_text

NOTICE_NOTES = "notices.notes.toml"
"""The file beside site.toml with notes on notices."""
_READABLE = "check its permissions"
_LOST_LINK = "is a link that leads to no folder"


def load_settings(root: Path, *, content: Path | None, display_path: Callable[[Path], str]) -> Settings:
    """Load the settings of the site in a folder; without site.toml the defaults hold.

    The folders named in `pages` are looked for in `content`, if it is given.
    Raises SiteError naming every mistake in all files.
    """
    path = root / "site.toml"
    name = display_path(path)
    text, problems = _read(path, name)
    settings, mistakes = read_settings_text(text, name=name)
    problems += mistakes
    if content is not None:
        problems += _missing_pages(settings, content, text, name, display_path(content))
    for folder in (root / "profiles", root / "templates"):
        if folder.is_symlink() and not folder.is_dir():
            hint = "remove the link, or lead it to a folder"
            problems.append(Problem(display_path(folder), None, "bad-setting", _LOST_LINK, hint))
    profiles: list[Profile] = []
    for file in sorted((root / "profiles").glob("*.toml")):
        profile, mistakes = _load_profile(file, display_path(file))
        profiles += [profile] if profile else []
        problems += mistakes
    notes, mistakes = _load_notice_notes(root / NOTICE_NOTES, display_path(root / NOTICE_NOTES))
    problems += mistakes
    if problems:
        raise SiteError.of(problems)
    merged = merge_profiles(tuple(profiles), shipped_profiles())
    return msgspec.structs.replace(settings, profiles=merged, notice_notes=notes)


def _load_notice_notes(path: Path, name: str) -> tuple[tuple[NoticeNote, ...], tuple[Problem, ...]]:
    """Load the notes on notices; few sites have any, and what renders them is imported for these alone."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return (), ()
    except OSError as error:
        return (), (_unreadable(name, error),)
    from site_builder import noting
    from site_builder.reading import read_notice_notes

    notes, problems = read_notice_notes(data, name)
    return noting.notice_notes(notes), problems


def _read(path: Path, name: str) -> tuple[str, list[Problem]]:
    try:
        return decode_text(path.read_bytes()), []
    except FileNotFoundError:
        return "", []
    except TomlError as error:
        return "", [Problem(name, error.line, "bad-setting", error.message, "save it as UTF-8 text")]
    except OSError as error:
        return "", [_unreadable(name, error)]


def _load_profile(path: Path, name: str) -> tuple[Profile | None, tuple[Problem, ...]]:
    try:
        return read_profile(path.read_bytes(), display_path=name)
    except OSError as error:
        return None, (_unreadable(name, error),)


def _unreadable(name: str, error: OSError) -> Problem:
    reason = (error.strerror or str(error)).lower()
    return Problem(name, None, "bad-setting", f"cannot be read: {reason}", _READABLE)


def _missing_pages(settings: Settings, content: Path, text: str, name: str, shown: str) -> Iterator[Problem]:
    """Yield a problem for every folder in `pages` that is not there."""
    for folder in settings.pages:
        if not (content / folder).is_dir():
            message = f"pages names {folder!r}, and there is no such folder in {shown}"
            hint = "correct the name, make the folder, or take it out of the list"
            yield Problem(name, line_of_setting(text, "pages"), "bad-setting", message, hint)
