"""A small site on disk to look at with a real browser."""

from pathlib import Path

import pytest

from tests.unit.pages.theme import site


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a small site to a folder."""
    folder = tmp_path_factory.mktemp("site")
    for path, data in site().items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder
