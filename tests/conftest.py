"""Options and rules for all tests."""

import os

import pytest


def pytest_addoption(parser):
    parser.addoption(
        "--rewrite-golden", action="store_true", help="write the expected files of the golden tests anew"
    )


@pytest.fixture
def rewrite_golden(request):
    wanted = request.config.getoption("--rewrite-golden")
    assert not (wanted and os.environ.get("CI")), "the build server never rewrites golden files"
    return wanted
