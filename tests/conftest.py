"""Options and rules for all tests."""

import os

import pytest


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
