"""Judge built pages: parse them as a browser would and compare what is there with what may be there."""

import json
import os
import posixpath
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib

from site_builder.engine.ledger import LEDGER

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self' 'wasm-unsafe-eval'; "
    "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'"
)
REL = "nofollow noopener noreferrer external"

_CONTENT_TAGS = """
    a abbr b bdi bdo blockquote br caption cite code dd del details dfn div dl dt em figcaption figure
    h2 h3 h4 h5 h6 hr i ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub summary sup
    table tbody td tfoot th thead tr u ul var colgroup col img
"""
CONTENT_TAGS = frozenset(_CONTENT_TAGS.split())
CONTENT_ATTRIBUTES = {
    "a": {"href", "title", "rel", "id", "class", "aria-label"},
    "abbr": {"title"},
    "span": {"title", "class"},
    "p": {"id", "class"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
    "div": {"id", "class"},
    "pre": {"class"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "class"},
    "th": {"colspan", "rowspan", "class"},
    "img": {"src", "alt", "title", "loading", "decoding", "referrerpolicy", "width", "height"},
    "figure": {"class"},
}
CONTENT_CLASS = re.compile(r"(?:md|hl)-[a-z]+")
CONTENT_ID = re.compile(r"a-fn(?:ref)?-[0-9]+(?:-[0-9]+)?|t-[a-z0-9-]+")
_FRAME_TAGS = """
    html head body meta title link script a header nav ul li div main article section h1 h2 h3 p span bdi time
    svg defs pattern rect fieldset legend input label b details summary aside dl dt dd abbr footer figure figcaption
    ins del mark small form button ol i em strong code search pre select option noscript
"""
FRAME_TAGS = frozenset(_FRAME_TAGS.split())
FRAME_ATTRIBUTES = re.compile(
    r"aria-[a-z]+|data-[a-z-]+|lang|dir|charset|http-equiv|content|name|rel|href|type|title|class|id|tabindex|src|defer"
    r"|width|height|x|y|viewBox|viewbox|preserveAspectRatio|preserveaspectratio|role|focusable|patternUnits"
    r"|patternunits|patternTransform|patterntransform|fill|value|checked|for|datetime|open|start|hreflang|hidden"
    r"|disabled|placeholder|autocomplete|enterkeyhint|autocapitalize|autocorrect|spellcheck|method|action|sizes"
)
SCRIPT = re.compile(r"(?:(?:\.\./)*|/(?:archive/)?)(?:static|search)/[\w.-]+\.js")
"""Scripts of the site itself; pages such as 404.html name them from the top."""
WEB = re.compile(r"(?:https?|ftp)://|mailto:")
SCHEME = re.compile(r"[a-z][a-z0-9+.\-]*:", re.IGNORECASE)
ADDRESSES = frozenset(
    {"href", "src", "srcset", "action", "formaction", "data", "poster", "cite", "background", "ping"}
)
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def as_browser(address: str) -> str:
    """Read an address as browsers do: blanks and controls around it and line breaks in it do not count."""
    return re.sub("[\t\n\r]", "", address.strip("".join(map(chr, range(0x21)))))


class Judge:
    """Checks every file of one built site; complaints are sentences."""

    def __init__(self, folder: Path, *, base_url: str = "") -> None:
        self.folder = folder
        self.base_url = base_url
        self._top = urlsplit(base_url).path.rstrip("/") + "/" if base_url else ""
        self.files = frozenset(
            os.path.relpath(os.path.join(above, name), folder)
            for above, _, names in os.walk(folder)
            for name in names
            if name != LEDGER
        )
        self.ids: dict[str, frozenset[str]] = {}
        self.fragments: list[tuple[str, str, str]] = []
        self._trees: dict[str, object] = {}

    def complaints(self, path: str) -> Iterator[str]:
        """Say what is wrong with one file."""
        data = (self.folder / path).read_bytes()
        if path.endswith(".html"):
            found = self._page(path, data)
        elif path.endswith((".json", ".xml")):
            found = _data(path, data)
        else:
            found = iter(())
        return (f"{path}: {complaint}" for complaint in found)

    def text(self, path: str) -> str:
        """Give the words that a reader of an article's page can see or unfold, in order."""
        return "".join(self._tree(path).find(".//article").itertext())

    def _tree(self, path: str):
        if path not in self._trees:
            text = (self.folder / path).read_text("utf-8")
            self._trees[path] = html5lib.parse(text, treebuilder="etree", namespaceHTMLElements=False)
        return self._trees[path]

    def dangling(self) -> Iterator[str]:
        """Say which links to a place in a page lead nowhere; all pages must have been judged before."""
        for page, target, fragment in self.fragments:
            if target in self.ids and fragment not in self.ids[target]:
                yield f"{page}: there is no #{fragment} in {target}"

    def _page(self, path: str, data: bytes) -> Iterator[str]:
        text = data.decode("utf-8")
        if CONTROL.search(text):
            yield f"control character at {CONTROL.search(text)}"
        tree = self._tree(path)
        yield from _skeleton(tree)
        yield from _head(tree)
        ids = [each.get("id") for each in tree.iter() if isinstance(each.tag, str) and each.get("id")]
        self.ids[path] = frozenset(ids)
        yield from (f"two elements have the id {each!r}" for each in {*ids} if ids.count(each) > 1)
        for element, inside in walk(tree, inside=False):
            yield from self._element(path, element, inside=inside)

    def _element(self, path: str, element, *, inside: bool) -> Iterator[str]:
        if not isinstance(element.tag, str):
            yield f"a comment stands in the page: {element.text!r:.60}"
            return
        tag = element.tag.rpartition("}")[2]
        yield from _content(tag, element) if inside else _frame(tag, element)
        for name, value in element.attrib.items():
            if name in ADDRESSES:
                yield from self._address(path, tag, element, value, inside=inside)

    def _address(self, path: str, tag: str, element, value: str, *, inside: bool) -> Iterator[str]:
        address = as_browser(value)
        if SCHEME.match(address) or address.startswith(("//", "\\\\", "/\\", "\\/")):
            own = bool(self.base_url) and address.startswith(self.base_url) and not inside
            if not WEB.match(address.lower()):
                yield f"<{tag}> leads to {value!r}"
            elif tag == "img":
                yield f"<img> loads {value!r}"
            elif not own and element.get("rel") != REL:
                yield f"<{tag}> leads to {value!r} with rel {element.get('rel')!r}"
            return
        if inside and not CONTENT_ID.fullmatch(address.removeprefix("#")):
            yield f"<{tag}> of the content leads to {value!r}"
        if self._top and address.startswith(self._top):
            # The page for wrong addresses is served under any of them.
            address = posixpath.relpath(address, self._top + posixpath.dirname(path))
        target, _, fragment = address.partition("#")
        target = (
            posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(target))) if target else path
        )
        if target.partition("?")[0] not in self.files:
            yield f"<{tag}> leads to {value!r}, which is no file"
        elif fragment:
            self.fragments.append((path, target, fragment))


def walk(element, *, inside: bool) -> Iterator[tuple[object, bool]]:
    """Yield every element with whether it is part of an article's own text."""
    yield element, inside
    inside = inside or (
        isinstance(element.tag, str) and element.tag == "section" and element.get("data-class") is not None
    )
    # The heading that stands for a title block is the template's.
    for child in element:
        yield from walk(child, inside=inside and child.tag != "h1")


def _skeleton(tree) -> Iterator[str]:
    body = tree.find("body")
    found = [f"{each.tag.rpartition('}')[2]}.{each.get('class', '')}" for each in body]
    if len(found) != 5 or found[:3] != ["a.skip", "header.top", "svg.defs"] or found[4] != "footer.bottom":
        yield f"the page is broken up: {found}"
        return
    if not found[3].startswith("div.page"):
        yield f"the page has no content: {found}"
    article = body.find(".//article")
    if article is not None and article not in list(body.find("div/main") or ()):
        yield "the article is out of its place"
    if article is not None:
        sections = [each.get("id") for each in article.iter("section")]
        if sections != [f"s{number}" for number in range(len(sections))]:
            yield f"the sections are {sections}"
        yield from _places(article)


def _places(article) -> Iterator[str]:
    above = {child: parent for parent in article.iter() for child in parent}
    for section in article.iter("section"):
        parent = above[section]
        box = parent if parent is article else above.get(parent)
        if box is not article:
            yield f"section {section.get('id')} lies in <{parent.tag}>"


def _head(tree) -> Iterator[str]:
    head = tree.find("head")
    equivalents = [
        (each.get("http-equiv"), each.get("content")) for each in tree.iter("meta") if each.get("http-equiv")
    ]
    if equivalents != [("Content-Security-Policy", POLICY)]:
        yield f"the policy is {equivalents}"
    first = [each.tag for each in head][:2]
    if first != ["meta", "meta"]:
        yield f"the page opens with {first}"
    if not any(
        each.get("name") == "referrer" and each.get("content") == "no-referrer" for each in head.iter("meta")
    ):
        yield "nothing is said about the referrer"


def _frame(tag: str, element) -> Iterator[str]:
    if tag not in FRAME_TAGS:
        yield f"<{tag}> stands outside the content"
    for name in element.attrib:
        if not FRAME_ATTRIBUTES.fullmatch(str(name)):
            yield f"<{tag}> has {name}"
    if tag == "script":
        if element.get("type") == "application/ld+json":
            json.loads(element.text or "")
        elif (element.text or "").strip() or not SCRIPT.fullmatch(str(element.get("src", ""))):
            yield f"there is a script: {element.attrib} {element.text!r:.80}"


def _content(tag: str, element) -> Iterator[str]:
    if tag not in CONTENT_TAGS:
        yield f"<{tag}> stands in the content"
    for name, value in element.attrib.items():
        if name not in CONTENT_ATTRIBUTES.get(tag, ()):
            yield f"<{tag}> of the content has {name}={value!r:.60}"
        elif name == "class" and not all(CONTENT_CLASS.fullmatch(each) for each in value.split()):
            yield f"<{tag}> of the content has the class {value!r}"
        elif name == "id" and not CONTENT_ID.fullmatch(value):
            yield f"<{tag}> of the content has the id {value!r}"


def _data(path: str, data: bytes) -> Iterator[str]:
    text = data.decode("utf-8")
    if path.endswith(".json"):
        json.loads(text)
        return
    if "<!" in text:
        yield "it has a document type"
    if CONTROL.search(text):
        yield "it has control characters"
    ET.fromstring(text)


def missing(words: tuple[str, ...], text: str) -> list[str]:
    """Give the words that do not follow each other in a text in their order."""
    lost = []
    at = 0
    for word in words:
        found = text.find(word, at)
        if found < 0:
            lost.append(word)
        else:
            at = found + len(word)
    return lost
