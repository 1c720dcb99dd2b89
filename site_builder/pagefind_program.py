"""Find the Pagefind program on this machine."""

import os
import subprocess
from importlib.util import find_spec
from pathlib import Path

VARIABLE = "PAGEFIND_BINARY_PATH"
"""The environment variable that names the program; Pagefind's own wrappers know it too."""
_PACKAGES = ("pagefind_bin", "pagefind_bin_extended")
_NAMES = ("pagefind", "pagefind_extended")
_PATIENCE = 60.0
"""Seconds that the program may take to say its version."""
HINT = "pip install 'site-builder[search]'"
"""The command that installs it."""


def find_pagefind() -> Path | None:
    """Return the program named in the environment, else that of the installed package, else one in PATH.

    An empty name stands for no program.
    """
    named = os.environ.get(VARIABLE)
    if named is not None:
        return _program(Path(named)) if named else None
    folders = [*map(_package_folder, _PACKAGES), *map(Path, os.get_exec_path())]
    for folder in filter(None, folders):
        for name in _NAMES:
            if program := _program(folder / name) or _program(folder / f"{name}.exe"):
                return program
    return None


def program_mark(program: Path | None) -> str:
    """Return what changes with the program: size and time of its file, or nothing without one."""
    if program is None:
        return ""
    facts = program.stat()
    return f"{facts.st_size} {facts.st_mtime_ns}"


def program_version(program: Path | None) -> str:
    """Return what the program says of its version; `unknown` where it does not, and nothing without a program."""
    if program is None:
        return ""
    try:
        said = subprocess.run(
            [program, "--version"], capture_output=True, timeout=_PATIENCE, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return said.decode("utf-8", "replace").strip() or "unknown"


def _package_folder(name: str) -> Path | None:
    spec = find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _program(path: Path) -> Path | None:
    return path if path.is_file() and os.access(path, os.X_OK) else None
