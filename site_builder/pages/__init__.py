"""Decide which pages a site has and what each of them shows."""

from site_builder.pages.article_page import ArticleView, plan_article, view
from site_builder.pages.fixed_pages import plan_static
from site_builder.pages.items import first_line
from site_builder.pages.keeper_notes import NO_NOTES, NotesView, notes_view
from site_builder.pages.menu import NOTES, NOTICES, menu
from site_builder.pages.note_annotations import AROUND, NoteTarget, NoteTargets, described, moment
from site_builder.pages.notice_data import plan_article_lines
from site_builder.pages.notice_views import heading as notice_heading
from site_builder.pages.pack import PACKED, PACKS, pack_key
from site_builder.pages.plan import Plan, plan_page, plan_pages, plan_site
from site_builder.pages.planned import CardDetail, PageGroup, PlannedPage
from site_builder.pages.views import Link
from site_builder.pages.web_annotation import line_starts, source_text, web_annotations

__all__ = [
    "AROUND",
    "NOTES",
    "NOTICES",
    "NO_NOTES",
    "PACKED",
    "PACKS",
    "ArticleView",
    "CardDetail",
    "Link",
    "NoteTarget",
    "NoteTargets",
    "NotesView",
    "PageGroup",
    "Plan",
    "PlannedPage",
    "described",
    "first_line",
    "line_starts",
    "menu",
    "moment",
    "notes_view",
    "notice_heading",
    "pack_key",
    "plan_article",
    "plan_article_lines",
    "plan_page",
    "plan_pages",
    "plan_site",
    "plan_static",
    "source_text",
    "view",
    "web_annotations",
]
