"""Options, rules and the browser for all tests."""

import os
import shutil
from functools import lru_cache

import pytest
from hypothesis import settings

from site_builder.rendering.template_environment import TemplateEnvironment

# Most tests build sites whose search nobody asks for; those that do set the variable themselves.
os.environ["PAGEFIND_BINARY_PATH"] = ""
# How long an example takes says more about the machine than about the program.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


# Hundreds of sites are built with one theme, and compiling it takes longer than all else of a small one.
_compile = TemplateEnvironment.compile


@lru_cache(maxsize=256)
def _compiled(source, name, filename):
    environment = TemplateEnvironment(trim_blocks=True, lstrip_blocks=True, autoescape=True)
    return _compile(environment, source, name, filename)


def _compile_once(self, source, name=None, filename=None, raw=False, defer_init=False):
    if raw or defer_init or not isinstance(source, str):
        return _compile(self, source, name, filename, raw, defer_init)
    return _compiled(source, name, filename)


TemplateEnvironment.compile = _compile_once


# Tests write thousands of small files, which a disk takes longer for than the program: keep them in memory.
_IN_MEMORY = "/dev/shm"
_ENOUGH = 4 << 30
"""Bytes that a run of all tests may need there."""
if os.access(_IN_MEMORY, os.W_OK) and shutil.disk_usage(_IN_MEMORY).free > _ENOUGH:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", _IN_MEMORY)


def pytest_addoption(parser):
    parser.addoption(
        "--rewrite-golden", action="store_true", help="write the expected files of the golden tests anew"
    )


def pytest_collection_modifyitems(config, items):
    """Leave the slow tests out unless they are asked for: `make slow`, or `pytest -m slow`."""
    if "slow" in config.option.markexpr:
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    items[:] = [item for item in items if item not in slow]
    config.hook.pytest_deselected(items=slow)


@pytest.fixture
def rewrite_golden(request):
    wanted = request.config.getoption("--rewrite-golden")
    assert not (wanted and os.environ.get("CI")), "the build server never rewrites golden files"
    return wanted


_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium():
    """Start Chromium once; without it the tests are skipped, but not on the build server."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("there is no Chromium: apt-get install -y chromium")
        pytest.skip("there is no Chromium: apt-get install chromium, or set CHROMIUM to its path")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()
