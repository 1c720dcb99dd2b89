import msgspec
import pytest

from site_builder.pages import menu, plan_page, plan_pages
from tests.unit.pages import tidewater

SETTINGS = msgspec.structs.replace(tidewater.SETTINGS, page_size=2, base_url="https://example.org/")
NAV = menu(["regions", "themes"], SETTINGS)


def test_every_page_can_be_asked_for_alone():
    archive = tidewater.archive()

    for page in plan_pages(archive, SETTINGS, nav=NAV):
        assert plan_page(page.path, archive, SETTINGS, nav=NAV) == page


@pytest.mark.parametrize(
    "path",
    [
        "",
        "nowhere.html",
        "regions/nowhere/index.html",
        "regions/page-7.html",
        "articles/page-99.html",
        "x/feed.xml",
    ],
)
def test_there_is_no_page_where_none_is_planned(path):
    assert plan_page(path, tidewater.archive(), SETTINGS, nav=NAV) is None
