"""The plan of a deploy, from literals: how many files may go."""

import hashlib

import pytest

from site_builder.deploy.deploy_plan import Ceiling, Occupied, make_plan
from site_builder.deploy.releases import PublishedFile, Release
from site_builder.deploy.site_files import made_file


def plan_for(*, published, kept, allowed=None):
    """Plan a site of `kept` files where `published` are."""
    names = [f"{number}.html" for number in range(published)]
    digest = lambda data: hashlib.sha256(data).hexdigest()  # noqa: E731 (as short as it can be)
    files = {name: made_file(name, name.encode(), digest) for name in names[:kept]}
    listed = {name: PublishedFile(digest(name.encode()), len(name)) for name in names}
    return make_plan(
        "web",
        files,
        Release("", "", listed),
        occupied=Occupied(),
        ceiling=Ceiling(),
        retained=(),
        allow_removals=allowed,
    )


@pytest.mark.parametrize(
    ("published", "kept", "is_refused"),
    [
        (2000, 1800, False),  # Ten per cent are more than a hundred.
        (2000, 1799, True),
        (1000, 900, False),
        (1000, 899, True),
        (105, 4, True),  # More than a hundred.
        (50, 45, False),
        (50, 44, True),  # Fewer than a hundred, but over ten per cent of the site.
    ],
)
def test_many_removals_are_refused(published, kept, is_refused):
    refused = plan_for(published=published, kept=kept).refused

    assert bool(refused) == is_refused
    assert not refused or f"--allow-removals {published - kept}" in refused


def test_as_many_removals_as_are_allowed_are_planned():
    assert plan_for(published=300, kept=100, allowed=200).refused is None
    assert plan_for(published=300, kept=100, allowed=199).refused
