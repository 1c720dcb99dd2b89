"""Decide which pages a site has and what each of them shows."""

from site_builder.pages.article_page import ArticleView, plan_article, view
from site_builder.pages.card_selection import StoredSequence
from site_builder.pages.comparison import compare_copies
from site_builder.pages.composition import bar_digest, have_same_bars, shown_words
from site_builder.pages.copies_page import ARTICLE_TEMPLATES
from site_builder.pages.fixed_pages import plan_static
from site_builder.pages.intersection import Pair
from site_builder.pages.items import first_line
from site_builder.pages.keeper_notes import NO_NOTES, NotesView, notes_view
from site_builder.pages.list_view import ListContext
from site_builder.pages.menu import NOTES, NOTICES, menu, undated_page
from site_builder.pages.note_annotations import AROUND, NoteTarget, NoteTargets, described, moment, selected
from site_builder.pages.notice_data import plan_article_lines
from site_builder.pages.notice_page import groups_of_notice
from site_builder.pages.notice_views import heading as notice_heading
from site_builder.pages.pack import PACKED, PACKS, pack_key
from site_builder.pages.plan import Plan, plan_page, plan_pages, plan_site
from site_builder.pages.planned import CardDetail, PageGroup, PlannedPage
from site_builder.pages.purpose_articles import purpose_group_at, purpose_groups
from site_builder.pages.shelf_page import articles_group, pair_group, shelf_group
from site_builder.pages.views import Link
from site_builder.pages.web_annotation import line_starts, source_text, web_annotations

__all__ = [
    "AROUND",
    "ARTICLE_TEMPLATES",
    "NOTES",
    "NOTICES",
    "NO_NOTES",
    "PACKED",
    "PACKS",
    "ArticleView",
    "CardDetail",
    "Link",
    "ListContext",
    "NoteTarget",
    "NoteTargets",
    "NotesView",
    "PageGroup",
    "Pair",
    "Plan",
    "PlannedPage",
    "StoredSequence",
    "articles_group",
    "bar_digest",
    "compare_copies",
    "described",
    "first_line",
    "groups_of_notice",
    "have_same_bars",
    "line_starts",
    "menu",
    "moment",
    "notes_view",
    "notice_heading",
    "pack_key",
    "pair_group",
    "plan_article",
    "plan_article_lines",
    "plan_page",
    "plan_pages",
    "plan_site",
    "plan_static",
    "purpose_group_at",
    "purpose_groups",
    "selected",
    "shelf_group",
    "shown_words",
    "source_text",
    "undated_page",
    "view",
    "web_annotations",
]
