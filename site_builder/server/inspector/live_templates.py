"""Fill the templates that only the server uses."""

from site_builder.model import Page, SiteError
from site_builder.rendering import Renderer
from site_builder.server.live.live_theme import LiveTheme
from site_builder.server.live.resource import Resource, as_resource, broken_page


class LiveTemplates:
    """The templates in `templates/live` as they are now."""

    def __init__(self, theme: LiveTheme) -> None:
        self._theme = theme
        self._files: dict[str, bytes] = {}
        self._renderer = Renderer({})
        """Fills the templates in these files."""

    def fill(self, template: str, view: object) -> Resource:
        """Return the page that a template makes of a view, or one that says what is wrong with the template."""
        files = self._theme.live
        if files is not self._files:
            texts = {name: data.decode("utf-8", "replace") for name, data in files.items()}
            self._renderer = Renderer({name: text for name, text in texts.items() if name.endswith(".html")})
            self._files = files
        try:
            data = self._renderer.render(Page(template, template, view, "inspector"))
        except SiteError as error:
            return broken_page(error)
        return as_resource(data, "text/html; charset=utf-8")
