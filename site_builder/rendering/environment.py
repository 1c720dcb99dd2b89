"""Fill templates with views: escape everything, fail on a misspelt name."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from jinja2 import BytecodeCache, DictLoader, Environment, StrictUndefined, TemplateSyntaxError, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import TemplateNotFound, UndefinedError
from markupsafe import Markup
from markupsafe import escape as markup_escape

from site_builder.model import Page, SiteError

# Most values of a page stand on it several times, or on every page: its title, the roles, the root.
_escaped = lru_cache(maxsize=4096)(escape)


class _Joining(CodeGenerator):
    """Writes templates whose plain text is escaped by the standard library, and whose pieces are joined early.

    The default wraps every escaped value in a class of its own, only to join it to the page at once,
    and hands every piece through all templates that extend each other.
    Where a later Jinja no longer asks these methods, the default holds.
    """

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("escaped = environment.escaped")

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802 (Jinja names it)
        if frame.buffer is not None or frame.require_output_check:
            super().visit_Output(node, frame)
            return
        self.writeline("yield concat((", node)
        for child in node.nodes:
            if isinstance(child, nodes.TemplateData):
                self.write(repr(child.data))
            else:
                self.write("escaped(")
                self.visit(child, frame)
                self.write(")")
            self.write(", ")
        self.write("))")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write("environment.escaped(")


class _Templates(Environment):
    """An environment that escapes everything, whatever a template says about it."""

    code_generator_class = _Joining

    @staticmethod
    def escaped(value: object) -> str:
        """Give a value as text for HTML or XML; only what a template marked as safe is left as it is."""
        if type(value) is str:
            return _escaped(value)
        if type(value) is Markup:
            return value
        return str(value) if type(value) is int else markup_escape(value)


_REFERENCE = re.compile(
    r"""\{%[-+]?\s*(?:extends|include|import|from)\b"""
    r"""(?:\s*(?P<sign>["'])(?P<name>[^"'\n]+)(?P=sign)\s*(?=[-+]?%\}|ignore\b|with|import\b|as\b))?"""
)
_INCLUDE = re.compile(r"""^[ \t]*\{% include ["'](?P<name>[^"'\n]+)["'] %\}[ \t]*\n""", re.M)


_ITEM = "parts/item.html"
_ROOT = "\x1a"
"""Stands for the root in filled items; no view has control characters."""
_MOST_ITEMS = 20_000
"""Filled items kept, of half a kilobyte each."""


class Renderer:
    """Turns pages into bytes with templates that were loaded before; asks neither disk nor clock."""

    def __init__(self, templates: Mapping[str, str], *, compiled: BytecodeCache | None = None) -> None:
        """Take the text of every template by its name, and a place where compiled ones are kept."""
        self._texts = dict(templates)
        self._environment = _Templates(
            loader=DictLoader({name: self._whole(name, ()) for name in self._texts}),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
            bytecode_cache=compiled,
        )
        self._environment.globals["listed"] = self._listed
        self._items: dict[tuple[object, str], str] = {}
        """HTML of list items by view and level of heading, with a mark where the root belongs."""
        self._digests: dict[str, str] = {}

    def _listed(self, items: Iterable[object], level: str, root: str) -> Markup:
        """Fill `parts/item.html` for each item; the same article stands in many lists and is filled once."""
        if len(self._items) > _MOST_ITEMS:
            self._items.clear()
        known = self._items
        found = []
        for item in items:
            html = known.get((item, level))
            if html is None:
                template = self._environment.get_template(_ITEM)
                html = known[item, level] = template.render(item=item, level=level, root=_ROOT)
            found.append(html)
        return Markup("".join(found).replace(_ROOT, root))

    def _whole(self, name: str, above: tuple[str, ...]) -> str:
        """Give a template with the parts it includes put in their places.

        An include costs as much as twenty values while rendering, and an article's page has some forty of them.
        What cannot be put in place (a name worked out later, an unknown one, a circle) is left to Jinja.
        """

        def part(found: re.Match[str]) -> str:
            other = found["name"]
            if other not in self._texts or other == name or other in above:
                return found[0]
            return self._whole(other, (*above, name))

        return _INCLUDE.sub(part, self._texts[name])

    def render(self, page: Page) -> bytes:
        """Give the bytes of a page, in UTF-8; a view of bytes is the content itself.

        In the template the view is called `page`.
        Raises SiteError naming the template where it cannot be read or asks for what the view does not have.
        """
        if isinstance(page.view, bytes):
            return page.view
        try:
            text = self._environment.get_template(page.template).render(page=page.view)
        except TemplateSyntaxError as error:
            raise SiteError(
                f"templates/{error.name}:{error.lineno}: {error.message}",
                hint="correct the template, or remove it to use the theme's own",
            ) from error
        except TemplateNotFound as error:
            raise SiteError(
                f"there is no template {error.name!r}, which {page.path} needs",
                hint=f"add templates/{error.name}",
            ) from error
        except RecursionError as error:
            raise SiteError(
                f"templates/{page.template} includes itself, directly or through another",
                hint="take one of the includes out",
            ) from error
        except UndefinedError as error:
            raise SiteError(
                f"templates/{page.template}: {error.message}, needed for {page.path}",
                hint="the views that templates see are described in site_builder/pages",
            ) from error
        return text.encode("utf-8", "replace")

    def digest(self, template_name: str) -> str:
        """Give a digest of a template and of all it extends and includes, as hexadecimal digits."""
        known = self._digests.get(template_name)
        if known is None:
            whole = hashlib.sha256()
            for name in sorted(self._reach(template_name)):
                whole.update(f"\0{name}\0{self._texts.get(name, '')}".encode("utf-8", "surrogatepass"))
            known = self._digests[template_name] = whole.hexdigest()
        return known

    def _reach(self, template_name: str) -> set[str]:
        reached: set[str] = set()
        waiting = [template_name]
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached.add(name)
                waiting.extend(self._references(name))
        return reached

    def _references(self, name: str) -> Iterator[str]:
        """Name the templates that one refers to; one too many costs a rendering, and parsing costs more."""
        text = self._texts.get(name, "")
        if "listed" in text:
            yield _ITEM
        for reference in _REFERENCE.finditer(text):
            if reference["name"] is None:
                # A name worked out while rendering may be any of them.
                yield from self._texts
            else:
                yield reference["name"]
