"""Decide what of other people's markup is shown as markup; the rest is shown as text, so that nothing vanishes."""

from collections import Counter
from collections.abc import Mapping

from markdown_it.common.utils import escapeHtml

from site_builder.commonmark import HTML_ELEMENTS, normalize_link
from site_builder.rendering.article_links import FindLink, article_tags, no_links
from site_builder.rendering.code import highlight
from site_builder.rendering.foreign_links import (
    REL,
    file_name,
    host,
    internal_link_tags,
    is_foreign,
    link_tags,
)
from site_builder.rendering.pictures import FindPicture, Picture, file_path, no_pictures, picture_path
from site_builder.rendering.raw_tags import (
    MAX_TAG,
    RAW_TEXT,
    STANDS_FOR,
    TAG,
    VOID,
    attributes_of,
    end_of,
    safe_attributes,
    text_of,
)
from site_builder.wording import show_controls

# Deeper raw tags are shown as text: a parser of HTML takes time for the length times the depth.
_MAX_OPEN = 60


class SafePolicy:
    """What one document's links, images, raw tags and notes become; remembers whether raw tags were shown."""

    line_break = "<br>\n"
    rule = "<hr>\n"
    elements = HTML_ELEMENTS
    escape = staticmethod(escapeHtml)

    def __init__(
        self,
        *,
        remote_images: bool,
        prefix: str = "",
        notes: Mapping[str, int] | None = None,
        find_picture: FindPicture = no_pictures,
        find_file: FindPicture = no_pictures,
        find_link: FindLink = no_links,
    ) -> None:
        self.remote_images = remote_images
        self.colours = True
        """Whether listings are coloured."""
        self._prefix = prefix
        self._notes = notes or {}
        self.referred: dict[str, int] = {}
        """How often each note has been referred to so far, by label."""
        self.raw = False
        """Whether anything but constant tags and escaped text was written since this was last set to False."""
        self._open: Counter[str] = Counter()
        self._in_link = False
        self._find_picture = find_picture
        self._find_file = find_file
        self._find_link = find_link
        self.has_local_files = False
        """Whether an image or link was written that depends on files beside the article, since this was last False."""
        self.captions: dict[str, str] = {}
        """Captions of the pictures of this block, by their tags."""

    def begin_block(self) -> None:
        """Forget the raw tags of the block before."""
        self.raw = self._in_link = self.has_local_files = False
        self.captions.clear()
        self._open.clear()

    def link(self, href: str, title: str) -> tuple[str, str]:
        """Link to articles, published files and foreign addresses; show others as text with the address as tooltip."""
        link = self._find_link(href)
        if link is not None:
            return article_tags(link, href, title)
        path = file_path(href)
        if path is not None:
            self.has_local_files = True
            file = self._find_file(path)
            if file is not None:
                return internal_link_tags(file.address, title)
        return link_tags(href, title)

    def image(self, source: str, title: str, alt: str, *, linked: bool) -> str:
        """Show a picture beside the article, link to a remote one, or show it too where remote images are allowed."""
        linked = linked or self._in_link
        path = picture_path(source)
        if path is not None:
            self.has_local_files = True
            picture = self._find_picture(path)
            if picture is not None:
                return self._picture(picture, title, alt)
        description = " ".join(alt.split())
        name = escapeHtml(description or file_name(source))
        tip = escapeHtml(title)
        if not (is_foreign(source) and source[:4].lower() == "http"):
            return f'<span class="md-image" title="{tip or escapeHtml(source[:500])}">{name}</span>'
        if self.remote_images:
            attributes = f'src="{escapeHtml(source)}" alt="{name if alt else ""}"' + (
                f' title="{tip}"' if tip else ""
            )
            return f'<img {attributes} loading="lazy" decoding="async" referrerpolicy="no-referrer">'
        if linked:
            return f'<span class="md-image" title="{tip or escapeHtml(source[:500])}">{name}</span>'
        tip = f' title="{tip}"' if tip else ""
        words = f"Picture: {name}, {escapeHtml(host(source))}"
        return f'<a class="md-image" href="{escapeHtml(source)}"{tip} rel="{REL}">{words}</a>'

    def _picture(self, picture: Picture, title: str, alt: str) -> str:
        """Show a published picture; its size is reserved, so that nothing moves when it arrives."""
        description = escapeHtml(" ".join(alt.split()))
        size = f' width="{picture.width}" height="{picture.height}"' if picture.width else ""
        tag = f'<img src="{picture.address}" alt="{description}"{size} loading="lazy" decoding="async">'
        self.captions[tag] = escapeHtml(" ".join(title.split())) or description
        return tag

    def figure(self, html: str) -> str:
        """Return a figure with its caption for a paragraph that is nothing but a picture; others stay as they are."""
        picture = html.strip("\n").removeprefix("<p>").removesuffix("</p>")
        caption = self.captions.get(picture)
        if caption is None:
            return html
        words = f"<figcaption>{caption}</figcaption>" if caption else ""
        return f'<figure class="md-figure">{picture}{words}</figure>\n'

    def note(self, label: str) -> str:
        """Link to a footnote; the first reference is where the note links back to."""
        key = label.lower()
        number, count = self._notes[key], self.referred.get(key, 0) + 1
        self.referred[key] = count
        anchor = f"{self._prefix}fnref-{number}" + (f"-{count}" if count > 1 else "")
        target = f"{self._prefix}fn-{number}"
        return f'<sup><a class="md-note" href="#{target}" id="{anchor}">{escapeHtml(label)}</a></sup>'

    def tag(self, source: str) -> str:
        """Show a raw tag as markup if it is harmless, without its attributes; else as text."""
        match = TAG.fullmatch(source)
        name = match[2].lower() if match else ""
        if match is None or (name not in STANDS_FOR and name != "img"):
            return escapeHtml(source)
        if match[1]:
            return self._close(name)
        attributes = attributes_of(match[3])
        if name == "img":
            source = normalize_link(attributes.get("src", "")) or ""
            self.raw = True
            return self.image(source, attributes.get("title", ""), attributes.get("alt", ""), linked=False)
        if name not in VOID:
            if self._open.total() >= _MAX_OPEN:
                return escapeHtml(source)
            self._open[name] += 1
        self.raw = True
        if name == "a":
            self._in_link = True
            return self._anchor(attributes)
        name = STANDS_FOR[name]
        return f"<{name}{safe_attributes(name, attributes)}>"

    def _anchor(self, attributes: Mapping[str, str]) -> str:
        """Return a raw link's first tag; without an address it is a place holder, so that its end tag still fits."""
        href, title = normalize_link(attributes.get("href", "")) or "", attributes.get("title", "")
        # Its end tag cannot carry the original beside our copy, so it leads to the original.
        opening = (link_tags if is_foreign(href) else self.link)(href, title)[0]
        return opening.replace("<span", "<a", 1)

    def _close(self, name: str) -> str:
        self.raw = True
        # An end without a beginning closes nothing, so that the limit holds for `<b></i><b></i>` too.
        if self._open[name]:
            self._open[name] -= 1
        if name == "a":
            self._in_link = False
        return f"</{STANDS_FOR.get(name, name)}>"

    def html_block(self, source: str) -> str:
        """Show a block of raw HTML: harmless tags as markup, everything else as text."""
        source = show_controls(source)
        pieces: list[str] = []
        ends: dict[str, int] = {}
        last = 0
        at = source.find("<")
        while at >= 0:
            stop, piece = self._raw(source, at, ends)
            if stop > at:
                pieces += (text_of(source[last:at]), piece)
                last = stop
            at = source.find("<", max(stop, at + 1))
        html = "".join((*pieces, text_of(source[last:])))
        return html if self.raw else f"<p>{html.strip()}</p>\n"

    def _raw(self, source: str, at: int, ends: dict[str, int]) -> tuple[int, str]:
        """Return the end of what begins at a `<`, and what is shown for it; the same place if it is a mere sign."""
        if source.startswith("<!--", at):
            stop = end_of(source, "-->", at + 4, ends)
            return stop, escapeHtml(source[at:stop])
        match = TAG.match(source, at, at + MAX_TAG)
        if match is None:
            return at, ""
        name = match[2].lower()
        if not match[1] and name in RAW_TEXT:
            stop = (
                end_of(source, f"</{name}>", match.end(), ends) if not match[3].endswith("/") else match.end()
            )
            return stop, escapeHtml(source[at : max(stop, match.end())])
        return match.end(), self.tag(match.group())

    def code(self, content: str, info: str) -> str:
        """Show code with its language's words coloured."""
        return highlight(content, info, coloured=self.colours)

    def heading(self, level: int) -> str:
        """Keep the first level for the page's own title."""
        return f"h{max(2, level)}"
