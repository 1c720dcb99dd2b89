"""Find templates of a site that cannot be read, and those that nothing uses."""

from collections.abc import Iterator, Mapping

from jinja2 import Environment, TemplateSyntaxError
from jinja2.meta import find_referenced_templates

from site_builder.model import Problem


def template_problems(own: Mapping[str, str], theme: frozenset[str], *, shown: str) -> Iterator[Problem]:
    """Yield the site's own templates that cannot be read, and those that nothing uses.

    `own` has the texts of the site's templates by name, `theme` the names of the theme's.
    """
    environment = Environment(autoescape=True)
    used = set(theme)
    for name, text in own.items():
        try:
            parsed = environment.parse(text)
        except TemplateSyntaxError as error:
            hint = "the notation is described at https://jinja.palletsprojects.com"
            message = f"this template cannot be read: {error.message}"
            yield Problem(f"{shown}/{name}", error.lineno, "bad-template", message, hint)
            continue
        for reference in find_referenced_templates(parsed):
            # A name worked out while rendering may be any of them.
            used |= own.keys() if reference is None else {reference}
    for name in sorted(own.keys() - used):
        hint = "give it the name of a template of the theme, or include it from one"
        yield Problem(f"{shown}/{name}", None, "unused-template", "no page uses this template", hint)
