"""Find settings and templates that are well formed and yet cannot be meant."""

import codecs
import re
from collections.abc import Iterator, Mapping

from jinja2 import Environment, TemplateSyntaxError
from jinja2.meta import find_referenced_templates

from site_builder.model import Problem
from site_builder.settings import Settings

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def settings_problems(settings: Settings, text: str, *, shown: str) -> Iterator[Problem]:
    """Yield what is wrong with settings that could be read; `text` is that of site.toml, for the lines."""

    def problem(key: str, message: str, hint: str) -> Problem:
        lines = enumerate(text.split("\n"), 1)
        line = next((number for number, each in lines if re.match(rf"\s*{key}\s*=", each)), None)
        return Problem(shown, line, "bad-setting", message, hint)

    if not _LANGUAGE.fullmatch(settings.language):
        yield problem(
            "language", f"language = {settings.language!r} is no language tag", "write en, or pt-BR"
        )
    try:
        codecs.lookup(settings.encoding)
    except LookupError:
        message = f"encoding = {settings.encoding!r} is not known"
        yield problem("encoding", message, "write utf-8, windows-1252, or another name that Python knows")
    if re.search(r"[?#\s]", settings.base_url):
        message = f"base_url = {settings.base_url!r} has more than a host and a path"
        yield problem("base_url", message, "write https://example.org/archive")


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
