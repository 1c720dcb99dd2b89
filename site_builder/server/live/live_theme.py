"""Hold the theme of a site, and go on with the last good one while somebody is editing it."""

from collections.abc import Callable
from pathlib import Path

import msgspec
from jinja2.exceptions import TemplateError

from site_builder import pages
from site_builder.disk import theme_files
from site_builder.engine import Site
from site_builder.engine.site import Theme, open_theme, theme_folder
from site_builder.model import SiteError
from site_builder.rendering import Renderer


class LiveTheme:
    """Templates and static files, as they are on disk or as they last were in order."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.error: SiteError | None = None
        """Why the files on disk are not those in use."""
        self.failing: dict[str, SiteError] = {}
        """What is wrong with single templates, by the name of the page's template."""
        self.generation = 0
        """Grows with every change, so that nothing rendered before is mistaken for new."""
        self._good: dict[str, Renderer] = {}
        try:
            self._theme = open_theme(site)
        except SiteError as error:
            self.error = error
            self._theme = open_theme(msgspec.structs.replace(site, root=Path("/nonexistent")))
        self.renderer = Renderer(self._theme.templates)
        self.static = _static(self._theme)
        self.live = _live(site)
        """Files that only the server uses, by name: `live.js`."""

    @property
    def errors(self) -> dict[str, SiteError | None]:
        """What is wrong with the theme now, by what it concerns."""
        return {"theme": self.error, **self.failing}

    def reload(self) -> bool:
        """Read the theme again; return whether anything about it changed."""
        try:
            theme = open_theme(self._site)
        except SiteError as error:
            changed = str(self.error) != str(error)
            self.error = error
            return changed
        live = _live(self._site)
        changed = self.error is not None or theme != self._theme or live != self.live
        self.live = live
        self.error = None
        if theme.templates != self._theme.templates:
            self.renderer = Renderer(theme.templates)
            self.failing.clear()
            self.generation += 1
        self._theme = theme
        self.static = _static(theme)
        return changed

    def render(self, template: str, fill: Callable[[Renderer], bytes]) -> bytes:
        """Fill a template, with the last one that was in order where the present one is not.

        Raises SiteError where there has been none.
        """
        try:
            data = fill(self.renderer)
        except (SiteError, TemplateError, TypeError, ValueError, LookupError, ArithmeticError) as error:
            self.failing[template] = self._error_of(template, error)
            if template not in self._good:
                raise self.failing[template] from error
            return fill(self._good[template])
        self.failing.pop(template, None)
        self._good[template] = self.renderer
        return data

    def _error_of(self, template: str, error: Exception) -> SiteError:
        """Describe what is wrong with a template; it may fail in any way a program can."""
        if not isinstance(error, SiteError):
            unexpected = SiteError(f"templates/{template}: {error}", hint="correct the template")
            unexpected.__cause__ = error
            error = unexpected
        return error


def _static(theme: Theme) -> dict[str, bytes]:
    """Return the files that are served as they are, by path."""
    planned = pages.plan_static(theme.static)
    return {page.path: page.view for page in planned if isinstance(page.view, bytes)}


def _live(site: Site) -> dict[str, bytes]:
    return dict(theme_files((theme_folder() / "live", site.root / "templates" / "live")))
