"""Read one source: decode it, split off front matter, parse blocks, detect language and outlet."""

import hashlib
from functools import lru_cache

from site_builder.commonmark import Document, join_links, parse, rewrite_embeds
from site_builder.model import Metadata, Problem, Reading, Source, Span
from site_builder.reading.draft import draft_line
from site_builder.reading.encoding import decode
from site_builder.reading.front_matter import FrontMatter, split_front_matter
from site_builder.reading.front_matter_fields import known_keys, state_fields
from site_builder.reading.outlet import guess_outlet
from site_builder.reading.plain_heads import find_plain_head
from site_builder.reading.profile_choice import recognise
from site_builder.settings import Settings
from site_builder.wording import detect_language, fingerprint


def read(source: Source, settings: Settings) -> Reading:
    """Read a source; never raises.

    What cannot be read has no blocks and a problem with `refused`.
    Broken front matter is a problem too, and its lines are then part of the text.
    """
    return read_document(source, settings)[0]


def read_document(
    source: Source, settings: Settings, *, publisher: str | None = None, address: str | None = None
) -> tuple[Reading, Document]:
    """Read a source as `read` does, and return the parsed Markdown for rendering too.

    `publisher` and `address` are what people state of it elsewhere.
    """
    decoded = decode(source, settings)
    if decoded.text is None:
        return _refused(source, decoded.problems), parse("")
    text = decoded.text
    front_matter = split_front_matter(text, known_keys(settings.indexes))
    if not front_matter.end and not front_matter.error:
        front_matter = find_plain_head(text)
    problems = [*decoded.problems, *_front_matter_problems(front_matter, source)]
    stated = state_fields(front_matter, source.display_path, settings)
    problems.extend(stated.problems)
    draft = draft_line(front_matter) if front_matter.end else None
    if draft is not None:
        problems.append(_draft_problem(source, draft))
        if not settings.drafts:
            return _refused(source, (problems[-1],)), parse("")
    body = text[front_matter.end :]
    document = rewrite_embeds(join_links(parse(body, first_line=front_matter.lines)))
    blocks = document.blocks
    if not blocks:
        message, hint = "there is front matter and nothing else", "write the article below it"
        only = Problem(source.display_path, None, "only-front-matter", message, hint, refused=True)
        return _refused(source, (*problems, only)), document
    problems.extend(_too_deep(document, source))
    metadata = stated.metadata
    # The address of a named source is not that of the outlet.
    address = address or metadata.source_url or ""
    own_address = "" if metadata.source or not settings.outside.publisher else address
    outlet = guess_outlet(
        blocks,
        stated=publisher or metadata.publisher,
        address=own_address,
        fallback=settings.publisher,
    )
    reading = Reading(
        path=source.path,
        display_path=source.display_path,
        sha256=_digest(source),
        blocks=blocks,
        fingerprints=tuple([_fingerprint(block.text) for block in blocks]),
        stated=metadata,
        provenance=stated.provenance,
        front_matter=Span(0, front_matter.lines) if front_matter.end else None,
        broken_front_matter=Span(0, front_matter.broken_lines) if front_matter.error else None,
        saved=stated.saved,
        outlet=outlet,
        profile=recognise(outlet, settings.profiles),
        language=metadata.language or detect_language(body),
        problems=tuple(problems),
    )
    return reading, document


# Notices recur; what one archive repeats fits in this many.
_fingerprint = lru_cache(maxsize=2048)(fingerprint)


def _draft_problem(source: Source, line: int) -> Problem:
    message = "this article calls itself a draft; it is left out unless --drafts takes it in"
    hint = "take the line out when it is ready"
    return Problem(source.display_path, line + 1, "draft", message, hint)


def _front_matter_problems(front_matter: FrontMatter, source: Source) -> list[Problem]:
    if not front_matter.error:
        return []
    hint = "correct it; until then its lines are read as part of the article"
    return [
        Problem(
            source.display_path, front_matter.error_line + 1, "bad-front-matter", front_matter.error, hint
        )
    ]


def _too_deep(document: Document, source: Source) -> list[Problem]:
    message = (
        "lists or quotations are nested deeper than Markdown is read; what is deeper is shown as plain text"
    )
    hint = "nest it less deep"
    deep = [left.lines.start + 1 for left in document.leftovers if left.kind == "too-deep"]
    return [Problem(source.display_path, min(deep), "nested-too-deep", message, hint)] if deep else []


def _digest(source: Source) -> str:
    return hashlib.sha256(source.data).hexdigest()


def _refused(source: Source, problems: tuple[Problem, ...]) -> Reading:
    return Reading(
        path=source.path,
        display_path=source.display_path,
        sha256=_digest(source),
        blocks=(),
        fingerprints=(),
        stated=Metadata(),
        provenance=(),
        front_matter=None,
        broken_front_matter=None,
        saved=(),
        outlet="",
        profile=None,
        language=None,
        problems=problems,
    )
