"""Fill templates with views: escape everything, fail on a misspelt name."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping

from jinja2 import BytecodeCache, DictLoader, StrictUndefined, TemplateSyntaxError
from jinja2.exceptions import TemplateNotFound, UndefinedError
from markupsafe import Markup

from site_builder.model import Page, SiteError
from site_builder.rendering.compiling import Templates

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
        self._environment = Templates(
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
        self._careful = self._environment.careful()
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
                html = known[item, level] = self._filled(_ITEM, item=item, level=level, root=_ROOT)
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
            text = self._filled(page.template, page=page.view)
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

    def _filled(self, template_name: str, **values: object) -> str:
        """Fill a template; where it asks for what is no attribute, carefully."""
        try:
            return self._environment.get_template(template_name).render(values)
        except AttributeError:
            return self._careful.get_template(template_name).render(values)

    def digest(self, template_name: str) -> str:
        """Give a digest of a template and of all it extends and includes, as hexadecimal digits."""
        known = self._digests.get(template_name)
        if known is None:
            whole = hashlib.sha256()
            for name in sorted(self._reach(template_name)):
                whole.update(f"\0{name}\0{self._texts.get(name, '')}".encode("utf-8", "surrogatepass"))
            known = self._digests[template_name] = whole.hexdigest()
        return known

    def digest_of_all(self) -> str:
        """Digest every template, as hexadecimal digits."""
        return hashlib.sha256("\0".join(map(self.digest, sorted(self._texts))).encode()).hexdigest()

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
