"""Options, rules and the browser for all tests."""

import os
import shutil

import pytest
from hypothesis import settings

# Most tests build sites whose search nobody asks for; those that do set the variable themselves.
os.environ["PAGEFIND_BINARY_PATH"] = ""
# How long an example takes says more about the machine than about the program.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


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
