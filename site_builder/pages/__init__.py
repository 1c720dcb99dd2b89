"""Decide which pages a site has and what each of them shows."""

from site_builder.pages.article_page import ArticleView, plan_article, view
from site_builder.pages.fixed_pages import plan_static
from site_builder.pages.items import first_line
from site_builder.pages.menu import menu
from site_builder.pages.onward import OnwardView, view_onward
from site_builder.pages.pack import PACKED, PACKS, pack_key
from site_builder.pages.plan import Plan, plan_page, plan_pages, plan_site
from site_builder.pages.planned import CardDetail, PageGroup, PlannedPage
from site_builder.pages.views import Link

__all__ = [
    "PACKED",
    "PACKS",
    "ArticleView",
    "CardDetail",
    "Link",
    "OnwardView",
    "PageGroup",
    "Plan",
    "PlannedPage",
    "first_line",
    "menu",
    "pack_key",
    "plan_article",
    "plan_page",
    "plan_pages",
    "plan_site",
    "plan_static",
    "view",
    "view_onward",
]
