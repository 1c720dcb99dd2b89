"""Layout context: what stands around the content of every page."""

from site_builder.pages.humanize import one_line
from site_builder.pages.views import Link, PageContext
from site_builder.settings import Settings

_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "ug", "ur", "yi"})


def direction(lang: str) -> str:
    """Return `rtl` for languages written from right to left, `ltr` for the others."""
    return "rtl" if lang.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"


def root_of(path: str) -> str:
    """Return the way from a page to the top of the site."""
    return "../" * path.count("/")


def absolute(settings: Settings, path: str) -> str:
    """Return the absolute address of a page, without its `index.html`; empty where the site does not know its own."""
    if not settings.base_url:
        return ""
    return f"{settings.base_url.rstrip('/')}/{path.removesuffix('index.html')}"


def page_context(
    path: str,
    settings: Settings,
    nav: tuple[Link, ...],
    *,
    title: str,
    description: str = "",
    lang: str = "",
    here: str = "",
    feeds: str = "",
) -> PageContext:
    """Return the layout context of the page at `path`; `lang` is that of its content, the site's own by default."""
    site_language = settings.language
    lang = lang or site_language
    return PageContext(
        root=root_of(path),
        site=settings.title,
        title=one_line(title),
        description=one_line(description),
        lang=lang,
        dir=direction(lang),
        site_lang="" if lang == site_language else site_language,
        site_dir=direction(site_language),
        nav=nav,
        here=here,
        canonical=absolute(settings, path),
        feeds=feeds,
        images=settings.remote_images == "allow",
        search=settings.search.enabled,
    )
