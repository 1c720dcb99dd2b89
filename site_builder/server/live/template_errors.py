"""Find the line of a template that a mistake stands on; parts it includes count as files of their own."""

import re
from collections.abc import Iterator, Mapping
from types import TracebackType

from jinja2 import TemplateSyntaxError

from site_builder.model import SiteError
from site_builder.rendering import Renderer

_QUOTED = re.compile(r"'([^']+)'")


def located(error: SiteError, template: str, texts: Mapping[str, str], renderer: Renderer) -> SiteError:
    """Give the error with the file and line it stands on, or as it is where these cannot be told."""
    cause = error.__cause__
    if isinstance(cause, TemplateSyntaxError):
        places = [(cause.name or template, cause.lineno)]
        message = cause.message or str(cause)
    elif cause is not None:
        line = _line(cause.__traceback__)
        places = [(name, line) for name in (template, *sorted(renderer._reach(template))) if line]
        message = str(cause)
    else:
        return error
    words = _QUOTED.findall(message)[-1:]
    for name, line in places:
        text = _text(renderer, name, line)
        if text.strip() and (isinstance(cause, TemplateSyntaxError) or all(each in text for each in words)):
            file, found = _original(text, name, texts)
            return SiteError(f"templates/{file}:{found}: {message}", hint=error.hint)
    return error


def _line(trace: TracebackType | None) -> int:
    """Give the line of the innermost template in a traceback."""
    line = 0
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _text(renderer: Renderer, name: str, line: int) -> str:
    """Give a line of a template as Jinja sees it, with the parts it includes in their places."""
    try:
        lines = renderer._whole(name, ()).split("\n")
    except KeyError:
        return ""
    return lines[line - 1] if 0 < line <= len(lines) else ""


def _original(text: str, name: str, texts: Mapping[str, str]) -> tuple[str, int]:
    """Give the file a line comes from, and its number there."""

    def places() -> Iterator[tuple[str, int]]:
        for file in (name, *(other for other in texts if other != name)):
            yield from ((file, at) for at, line in enumerate(texts[file].split("\n"), 1) if line == text)

    return next(places(), (name, 1))
