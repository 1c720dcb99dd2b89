"""Fill templates with views by Jinja: everything is escaped, and what a view lacks is an error with file and line."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping

from jinja2 import BytecodeCache, FunctionLoader, StrictUndefined, TemplateSyntaxError
from jinja2.exceptions import TemplateNotFound, UndefinedError
from markupsafe import Markup

from site_builder.lazy_patterns import lazy_pattern
from site_builder.model import Page, SiteError
from site_builder.rendering.template_environment import AttributeEnvironment, TemplateEnvironment

_REFERENCE = lazy_pattern(
    r"""\{%[-+]?\s*(?:extends|include|import|from)\b"""
    r"""(?:\s*(?P<sign>["'])(?P<name>[^"'\n]+)(?P=sign)\s*(?=[-+]?%\}|ignore\b|with|import\b|as\b))?"""
)
_INCLUDE = lazy_pattern(r"""[ \t]*\{% include ["'](?P<name>[^"'\n]+)["'] %\}[ \t]*""")
_FOLDER = "templates/"

_ITEM = "parts/item.html"
_MENU = "parts/menu.html"
_ROOT_PLACEHOLDER = "\x1a"
"""Stands for the root in rendered items; no view has control characters."""
_MAX_ITEMS = 20_000
"""Rendered list items that are memoized, of half a kilobyte each."""


class Renderer:
    """Turns pages into bytes with templates that were loaded before; asks neither disk nor clock.

    `templates` has the text of every template by its name; `compiled` is where compiled ones are kept.
    """

    def __init__(self, templates: Mapping[str, str], *, compiled: BytecodeCache | None = None) -> None:
        self._texts = dict(templates)
        self._compiled = compiled
        self._environment = self._made(AttributeEnvironment)
        self._stock: TemplateEnvironment | None = None
        """For templates that ask for what is no attribute; made when one does."""
        self._menus: dict[tuple[object, str], str] = {}
        """HTML of menus by entries and marked entry, with a placeholder where the root belongs."""
        self._items: dict[tuple[object, str], str] = {}
        """HTML of list items by view and level of heading, with a placeholder where the root belongs."""
        self._digests: dict[str, str] = {}

    def render(self, page: Page) -> bytes:
        """Return the bytes of a page, in UTF-8; a view of bytes is the content itself.

        In the template the view is called `page`.
        Raises SiteError with file and line of the template where it cannot be read or asks for what the view lacks.
        """
        if isinstance(page.view, bytes):
            return page.view
        try:
            text = self._filled(page.template, page=page.view)
        except TemplateSyntaxError as error:
            raise SiteError(
                self._syntax_error(page.template) or f"{_FOLDER}{error.name}:{error.lineno}: {error.message}",
                hint="correct the template, or remove it to use the theme's own",
            ) from error
        except TemplateNotFound as error:
            raise SiteError(
                f"{self._innermost_place(error) or page.path}: there is no template {error.name!r}",
                hint=f"add {_FOLDER}{error.name}",
            ) from error
        except RecursionError as error:
            raise SiteError(
                f"{_FOLDER}{page.template}: it includes itself, directly or through another",
                hint="take one of the includes out",
            ) from error
        except (UndefinedError, TypeError, ValueError, LookupError, ArithmeticError) as error:
            place = self._innermost_place(error)
            if not place:
                raise
            raise SiteError(
                f"{place}: {error}, needed for {page.path}",
                hint="the views that templates see are described in site_builder/pages",
            ) from error
        return text.encode("utf-8", "replace")

    def _made(self, environment: type[TemplateEnvironment]) -> TemplateEnvironment:
        made = environment(
            loader=FunctionLoader(self._load),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
            bytecode_cache=self._compiled,
        )
        made.globals.update(listed=self._listed, menu=self._menu)
        return made

    def _filled(self, template_name: str, **values: object) -> str:
        """Render a template; where it asks for what is no attribute, again with all that a dot means in Jinja."""
        try:
            return self._environment.get_template(template_name).render(values)
        except AttributeError:
            self._stock = self._stock or self._made(TemplateEnvironment)
            return self._stock.get_template(template_name).render(values)

    def digest(self, template_name: str) -> str:
        """Return a digest of a template and of all it extends and includes, as hexadecimal digits."""
        digest = self._digests.get(template_name)
        if digest is None:
            whole = hashlib.sha256()
            for name in sorted(self._reach(template_name)):
                whole.update(f"\0{name}\0{self._texts.get(name, '')}".encode("utf-8", "surrogatepass"))
            digest = self._digests[template_name] = whole.hexdigest()
        return digest

    def digest_of_all(self) -> str:
        """Return a digest of every template, as hexadecimal digits."""
        return hashlib.sha256("\0".join(map(self.digest, sorted(self._texts))).encode()).hexdigest()

    def _load(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        """Return the text of a template with the parts that it includes in their places, and the file it is."""
        if name not in self._texts:
            return None
        return "".join(f"{line}\n" for line, _ in self._lines(name, ())), _FOLDER + name, lambda: True

    def _lines(self, name: str, above: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        """Yield the lines of a template, each with its file and number; an included part stands in its place.

        hot: see tests/benchmarks/stages.py (an include costs as much as twenty values, and a page has some forty).
        What cannot be put in place (a name worked out later, an unknown one, a circle) is left to Jinja.
        """
        for number, line in enumerate(self._texts[name].removesuffix("\n").split("\n"), 1):
            match = _INCLUDE.fullmatch(line)
            part = match["name"] if match else ""
            if part in self._texts and part != name and part not in above:
                yield from self._lines(part, (*above, name))
            else:
                yield line, f"{_FOLDER}{name}:{number}"

    def _innermost_place(self, error: Exception) -> str:
        """Return file and line of the innermost template in the traceback of an error; empty if there is none."""
        place = ""
        trace = error.__traceback__
        while trace:
            file = trace.tb_frame.f_code.co_filename
            if file.startswith(_FOLDER):
                place = self._place(file, trace.tb_lineno)
            trace = trace.tb_next
        return place

    def _syntax_error(self, template_name: str) -> str:
        """Return the first syntax error of a template and all it extends and includes, each read by itself."""
        for name in (template_name, *sorted(self._reach(template_name))):
            try:
                self._environment.parse(self._texts.get(name, ""))
            except TemplateSyntaxError as error:
                return f"{_FOLDER}{name}:{error.lineno}: {error.message}"
        return ""

    def _place(self, file: str, line: int) -> str:
        """Return the place of a line of a template that Jinja has seen with its parts put in."""
        lines = list(self._lines(file.removeprefix(_FOLDER), ()))
        return lines[min(line, len(lines)) - 1][1]

    def _listed(self, items: Iterable[object], level: str, root: str) -> Markup:
        """Render `parts/item.html` for each item; the same article stands in many lists and is rendered once."""
        if len(self._items) > _MAX_ITEMS:
            self._items.clear()
        rendered = []
        for item in items:
            html = self._items.get((item, level))
            if html is None:
                html = self._filled(_ITEM, item=item, level=level, root=_ROOT_PLACEHOLDER)
                self._items[item, level] = html
            rendered.append(html)
        return Markup("".join(rendered).replace(_ROOT_PLACEHOLDER, root))

    def _menu(self, nav: object, here: str, root: str) -> Markup:
        """Render `parts/menu.html` once for all pages with these entries. hot: see tests/benchmarks/stages.py."""
        html = self._menus.get((nav, here))
        if html is None:
            html = self._filled(_MENU, nav=nav, here=here, root=_ROOT_PLACEHOLDER)
            self._menus[nav, here] = html
        return Markup(html.replace(_ROOT_PLACEHOLDER, root).rstrip("\n"))

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
        """Yield the templates that one refers to, perhaps too many."""
        text = self._texts.get(name, "")
        if "listed" in text:
            yield _ITEM
        if "menu(" in text:
            yield _MENU
        for reference in _REFERENCE.finditer(text):
            if reference["name"] is None:
                # A name worked out while rendering may be any of them.
                yield from self._texts
            else:
                yield reference["name"]
