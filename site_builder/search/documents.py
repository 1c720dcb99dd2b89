"""What the search index holds of a page: its own words, block by block."""

import hashlib
import html as markup
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import chain

import msgspec

from site_builder.lazy_patterns import lazy_pattern
from site_builder.model import Article, Card, Label, NoteEntry, Notice, Role
from site_builder.roles import BOILERPLATE

ARTICLES = "articles"
NOTICES = "notices"
NOTES = "notes"
"""What is searched: articles by their own words, the notices in and around them, or what the keeper's notes say."""

_OWN_ROLES = frozenset({Role.STANDFIRST, Role.BODY})
"""Roles of an article's own words; its title counts too."""

_STEMMED = """
    ar ca da de el en es eu fi fr ga hu hy id it lt nl no pt ro ru sr sv tr yi
"""
STEMMED_LANGUAGES = frozenset(_STEMMED.split())
"""Languages whose words Pagefind reduces to stems; all others share an index of words as they are."""
OTHER_LANGUAGES = "other"
"""Name of the index of languages without stems."""

_BREAK = lazy_pattern(
    r"<(?:br|hr|/p|/li|/h[1-6]|/t[dhr]|/dt|/dd|/pre|/blockquote|/figcaption|/summary|/div)\b[^>]*>"
)
"""Where one line of a block ends, in safe HTML."""
_PART = lazy_pattern(r'<span class="part" data-part="([a-z]+)">')
_SPAN = lazy_pattern(r"<(/?)span\b[^>]*>")
_RAISED = lazy_pattern(r"<su[bp]\b")
_TAG = lazy_pattern(r"<[^>]*>")


class SearchDocument(msgspec.Struct, frozen=True, array_like=True):
    """The words of one page that can be searched."""

    address: str
    """Of the page, site-relative."""
    index: str
    """The index that it is in: what is searched and its language, `articles/en`."""
    title: str
    lines: tuple[str, ...]
    """Plain text, in the order of the page; a phrase does not go on from one line to the next."""
    heading: str = ""
    """What a result is called where its title is not searched."""

    @property
    def digest(self) -> bytes:
        """Digest of all of it."""
        return hashlib.blake2b(_ENCODE(self), digest_size=16).digest()


_ENCODE = msgspec.msgpack.Encoder().encode


def language_of_index(tag: str) -> str:
    """Return the language of the index for a language tag: `en` for `en-gb`, `other` for one without stems."""
    primary = tag.partition("-")[0].lower()
    primary = "no" if primary in ("nb", "nn") else primary
    return primary if primary in STEMMED_LANGUAGES else OTHER_LANGUAGES


def article_documents(
    article: Article, card: Card, html: Sequence[str], *, elsewhere: Container[int], language: str
) -> tuple[SearchDocument, ...]:
    """Return what is searched of an article: title, standfirst and body, and apart from them its notices, if any.

    `html` has the safe HTML of each block, with the parts that are notices marked. Blocks in `elsewhere` are notices
    with pages of their own. `language` is that of the site, for an article without one of its own.
    """
    index = language_of_index(article.metadata.language or language)
    title = " ".join(card.title.split())
    own = tuple(chain.from_iterable(map(_own_lines, html, article.labels)))
    documents = [SearchDocument(card.address, f"{ARTICLES}/{index}", title, own)]
    notices = tuple(
        line
        for block, (text, label) in enumerate(zip(html, article.labels, strict=True))
        if block not in elsewhere
        for line in _notice_lines(text, label)
    )
    if notices:
        documents.append(SearchDocument(card.address, f"{NOTICES}/{index}", "", notices, title))
    return tuple(documents)


def notice_document(notice: Notice, heading: str, *, language: str) -> SearchDocument:
    """Return what is searched of a notice with a page of its own: all its wordings."""
    index = language_of_index(notice.versions[-1].passage.language or language)
    lines = tuple(" ".join(version.passage.text.split()) for version in notice.versions)
    return SearchDocument(notice.address, f"{NOTICES}/{index}", "", lines, " ".join(heading.split()))


def note_documents(
    notes: Iterable[NoteEntry], page: str, heading: str, *, language: str
) -> Iterator[SearchDocument]:
    """Yield what is searched of each note that says something, on a page by its address: what it says, not its quote.

    `language` is that of the site, in which notes are taken to be written.
    """
    index = f"{NOTES}/{language_of_index(language)}"
    for note in notes:
        if lines := plain_lines(note.html):
            yield SearchDocument(
                f"{page}#note-{note.name}", index, "", tuple(lines), " ".join(heading.split())
            )


def _own_lines(block: str, label: Label) -> list[str]:
    if label.role not in _OWN_ROLES:
        return []
    return plain_lines(split_notices(block)[0] if label.parts else block)


def _notice_lines(block: str, label: Label) -> list[str]:
    if label.role in _OWN_ROLES:
        return plain_lines(split_notices(block)[1]) if label.parts else []
    return plain_lines(block) if label.role in BOILERPLATE else []


def split_notices(block: str) -> tuple[str, str]:
    """Part the safe HTML of a block into the article's own words and the marked parts that are notices."""
    own: list[str] = []
    notices: list[str] = []
    at = 0
    while part := _PART.search(block, at):
        own.append(block[at : part.start()])
        at = _end_of_span(block, part.end())
        if part[1] in _OWN_ROLES:
            own.append(block[part.start() : at])
        else:
            own.append("<br>")
            notices.append(block[part.start() : at] + "<br>")
    return "".join((*own, block[at:])), "".join(notices)


def _end_of_span(block: str, start: int) -> int:
    """Return where the span ends whose content starts here."""
    depth = 1
    for tag in _SPAN.finditer(block, start):
        depth += -1 if tag[1] else 1
        if not depth:
            return tag.end()
    return len(block)


def plain_lines(html: str) -> list[str]:
    """Return the text of safe HTML, a line for each paragraph, item, cell or line of it."""
    text = _TAG.sub("", _RAISED.sub(" <sup", _BREAK.sub("\n", html)))
    lines = [" ".join(line.split()) for line in markup.unescape(text).split("\n")]
    return [line for line in lines if line]
