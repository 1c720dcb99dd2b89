"""The order of work for one article and for the archive, and only that; nothing here touches disk or clock."""

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import chain, pairwise

import msgspec

from site_builder import annotating, indexing, metadata, notices, noting, pages, reading, search, segmenting
from site_builder.commonmark import Document, count_words, plain_blocks, plain_text, rewrite_wiki_links
from site_builder.facts import TableRow, defaults_for
from site_builder.facts.merge import merge_facts
from site_builder.model import (
    NO_ONWARD,
    NO_RELATIONS,
    Archive,
    Article,
    ArticleIdentity,
    Card,
    Corrections,
    Label,
    NotePlacement,
    Onward,
    OutgoingLinks,
    Output,
    Page,
    PassageRecord,
    Reading,
    Recurrences,
    Relations,
    Role,
    RoleClass,
    Source,
    Words,
)
from site_builder.rendering import (
    Attachments,
    ByteLimits,
    FindLink,
    ReadFile,
    Renderer,
    ResolvedFiles,
    add_handle,
    add_ids,
    find_fragments,
    join_captions,
    lead_from,
    link_finder,
    mark_parts,
    no_links,
    render_blocks,
)
from site_builder.roles import BOILERPLATE, CLASS_OF
from site_builder.settings import Settings
from site_builder.wording import find_keywords, pack_paragraphs, slug

_TEXT = (Role.STANDFIRST, Role.BODY)
_OWN = frozenset({Role.TITLE, *_TEXT})
"""Roles of an article's own words."""

_NO_NOTICES: notices.NoticeLinks = {}

EXCERPT = 240
"""Characters of an excerpt, at most."""


class Study(msgspec.Struct, frozen=True):
    """One source taken apart, with everything that does not depend on the rest of the archive."""

    reading: Reading
    evidence: segmenting.Evidence
    html: tuple[str, ...]
    """Safe HTML, one string per block."""
    words: tuple[int, ...]
    """One count per block."""
    openings: tuple[str, ...]
    """The first characters of each block as plain text, enough for an excerpt."""
    data: bytes
    """The source as found."""
    corrections: Corrections
    """What people say of it."""
    labelled: tuple[str, ...]
    """Keys of the facets for which it seems to state labels."""
    row: TableRow | None = None
    """What the table of facts says of it, by its path or digest."""
    attachments: ResolvedFiles = ResolvedFiles()
    """The pictures and files that it refers to."""
    outgoing: OutgoingLinks = OutgoingLinks()
    """The articles and addresses that it refers to."""
    fragments: dict[str, str] = {}
    """The ids of those of its parts that it links to, by target."""
    notes: NotePlacement = NotePlacement()
    """What became of the keeper's notes on it."""

    @property
    def passage_record(self) -> PassageRecord:
        """What weighing needs of it."""
        found = self.reading
        facets = (*self.labelled, *(("publishers",) if found.outlet else ()), "years")
        passages = (*found.fingerprints, *chain.from_iterable(self.evidence.near_duplicate_keys))
        return PassageRecord.of(found.outlet, passages, facets)


def study(source: Source, settings: Settings, read_file: ReadFile | None = None) -> Study:
    """Study one source by itself; a source that is refused has no blocks, and problems that say why.

    `read_file` reads the pictures and files that it refers to; without it none is shown.
    """
    corrections = _corrections(source, settings)
    settings = corrected_settings(settings.for_path(source.path), corrections)
    row = settings.table.row_of_source(source.path, source.data)
    publisher, address = (_supplied(field, corrections, row) for field in ("publisher", "source_url"))
    found, document = reading.read_document(source, settings, publisher=publisher, address=address)
    texts = plain_blocks(document)
    lines = [text.line_with_alt for text in texts]
    limits = ByteLimits(settings.limits.picture_bytes, settings.limits.attachment_bytes)
    attachments = Attachments(source.path, document, read_file, limits)
    html = add_ids(_html(document, settings, attachments), texts)
    if problems := attachments.problems(source.display_path, texts):
        found = msgspec.structs.replace(found, problems=(*found.problems, *problems))
    outgoing = reading.find_outgoing_links(found.blocks, texts)
    return Study(
        reading=found,
        evidence=segmenting.gather_evidence(found),
        html=html,
        words=tuple([count_words(line) for line in lines]),
        openings=tuple([line[: EXCERPT + 1] for line in lines]),
        data=source.data,
        corrections=corrections,
        labelled=reading.labelled_facets(found, settings.indexes),
        row=row,
        attachments=attachments.published,
        outgoing=outgoing,
        fragments=find_fragments(html, reading.own_fragments(outgoing.references)),
        notes=noting.place(html, found.blocks, corrections),
    )


def _supplied(field: str, corrections: Corrections, row: TableRow | None) -> str | None:
    """Return a text that the notes file or else the table states of an article."""
    value: str | None = getattr(corrections.metadata, field) or (
        getattr(row.metadata, field) if row else None
    )
    return value


def corrected_settings(settings: Settings, corrections: Corrections) -> Settings:
    """Return the settings that hold for an article, with those that its notes file chooses."""
    chosen = corrections.repair_text
    if chosen is None or chosen == settings.repair_text:
        return settings
    return msgspec.structs.replace(settings, repair_text=chosen)


def _corrections(source: Source, settings: Settings) -> Corrections:
    """Read the notes beside a source; what cannot be read corrects nothing, and is a problem."""
    if source.notes_problem:
        return Corrections(problems=(source.notes_problem,))
    return reading.read_corrections(source.notes, source.notes_display_path, label_keys=settings.label_keys)


def _html(
    document: Document,
    settings: Settings,
    files: Attachments | ResolvedFiles,
    find_link: FindLink = no_links,
) -> tuple[str, ...]:
    return render_blocks(
        document,
        remote_images=settings.remote_images == "allow",
        prefix="a-",
        find_picture=files.picture,
        find_file=files.file,
        find_link=find_link,
    )


def _linked_html(
    study: Study, settings: Settings, relations: Relations, find_link: FindLink
) -> tuple[str, ...]:
    """Render the blocks of an article once more, with the links that lead to others; ids stay as they are."""
    found = study.reading
    source = Source(found.path, found.display_path, study.data)
    settings = corrected_settings(settings.for_path(found.path), study.corrections)
    _, document = reading.read_document(source, settings)
    texts = plain_blocks(document)
    linked = rewrite_wiki_links(document, {*relations.links, *study.fragments})
    return add_ids(_html(linked, settings, study.attachments, find_link), texts)


def understand(
    study: Study, recurrences: Recurrences, settings: Settings, *, reasons: bool = True
) -> Article:
    """Decide roles, metadata, voices and notes of one article; `recurrences` may be only its slice of them.

    Without `reasons` the labels do not say why; pages do not show it.
    """
    found = study.reading
    said = study.corrections
    anchored, lost = annotating.anchor(found.blocks, said)
    verdicts = annotating.correct_roles(
        segmenting.classify(found, study.evidence, recurrences, reasons=reasons), anchored, said
    )
    roles = [verdict.role for verdict in verdicts]
    extracted = metadata.extract_metadata(
        found,
        roles,
        settings.for_path(found.path),
        supplied_address=_supplied("source_url", said, study.row),
    )
    statement = merge_facts(
        extracted,
        notes=said,
        row=study.row or settings.table.row_of_address(extracted.metadata.source_url),
        defaults=defaults_for(found.path, settings.defaults),
        names=settings.names,
    )
    labels = annotating.correct_voices(
        segmenting.assign_voices(found, verdicts, statement.metadata, recurrences), anchored
    )
    segments = annotating.group_segments(labels)
    return Article(
        path=found.path,
        display_path=found.display_path,
        sha256=found.sha256,
        metadata=statement.metadata,
        provenance=statement.provenance,
        stated_url=extracted.metadata.source_url,
        blocks=found.blocks,
        labels=labels,
        segments=segments,
        annotations=annotating.annotate(
            segments, labels, statement.metadata, found.fingerprints, recurrences
        ),
        front_matter=found.front_matter,
        problems=tuple(
            dict.fromkeys(
                (*found.problems, *statement.problems, *said.problems, *lost, *study.notes.problems)
            )
        ),
        notes=study.notes,
        notices=notices.find_notices(found.blocks, labels, statement.metadata),
    )


def card_of(study: Study, article: Article, address: str, settings: Settings) -> Card:
    """Make the record that lists show; `address` is used unless the settings make it from the title."""
    words = Counter[RoleClass]()
    for label, count in zip(article.labels, study.words, strict=True):
        words[CLASS_OF[label.role]] += count
    title = article.metadata.title or _title_from(article.path)
    return Card(
        path=article.path,
        address=_titled_address(article, title) if settings.addresses == "title" else address,
        title=title,
        titled=article.metadata.title is not None,
        metadata=article.metadata,
        words=Words(words[RoleClass.ARTICLE], words[RoleClass.BOILERPLATE], words[RoleClass.DISCLAIMER]),
        excerpt=_excerpt(article, study.openings),
        notes=noting.entries(article.notes),
        notices=notices.pack_occurrences(article.notices, article.labels),
    )


def blocks_by_class(article: Article) -> tuple[int, ...]:
    """Count the blocks of each class, in the order of `RoleClass`."""
    found = Counter(CLASS_OF[label.role] for label in article.labels)
    return tuple(found[each] for each in RoleClass)


def identity(study: Study, article: Article, card: Card, recurrences: Recurrences) -> ArticleIdentity:
    """Return what an article answers to, and what tells that others are copies of it."""
    passages = zip(article.labels, study.reading.fingerprints, study.words, strict=True)
    body = indexing.pack_body((passage, words) for label, passage, words in passages if label.role in _TEXT)
    return ArticleIdentity(
        card.address,
        card.title,
        indexing.pack_keys((article.stated_url, article.metadata.source_url)),
        body,
        " ".join(find_keywords("\n".join(_own_texts(article, _OWN)))),
        _own_words(article) if indexing.may_have_copies(body, recurrences) else b"",
    )


def _own_texts(article: Article, roles: Container[Role]) -> Iterator[str]:
    """Yield the words of some roles as they were written, without what has another purpose inside a block."""
    for block, label in zip(article.blocks, article.labels, strict=True):
        if label.role not in roles:
            continue
        text, start = block.text, 0
        for part in label.parts:
            if part.role in BOILERPLATE:
                yield text[start : part.start]
                start = part.end
        yield text[start:]


def _own_words(article: Article) -> bytes:
    """Pack the text of an article without its title, for comparison with its copies."""
    return pack_paragraphs([text for source in _own_texts(article, _TEXT) if (text := plain_text(source))])


def render_article(
    study: Study,
    article: Article,
    card: Card,
    *,
    settings: Settings,
    facets: tuple[str, ...],
    renderer: Renderer,
    relations: Relations = NO_RELATIONS,
    onward: Onward = NO_ONWARD,
    notice_links: notices.NoticeLinks = _NO_NOTICES,
) -> Iterator[Output]:
    """Yield the files of one article; `relations` say where its links lead, `onward` are the ways on from it.

    `notice_links` are what the margin says of its notices.
    """
    noted = notices.link_notices(article.annotations, article.segments, article.notices, notice_links)
    article = msgspec.structs.replace(article, annotations=noted)
    html: Sequence[str] = study.html
    placement = article.notes
    find_link: FindLink = no_links
    if relations.links or relations.originals or study.fragments:
        find_link = link_finder(card.address, relations, study.fragments)
        html = _linked_html(study, settings, relations, find_link)
        placement = noting.place(html, article.blocks, study.corrections)
    parted = _with_parts(html, article, settings, find_link)
    shown = _with_handles(noting.mark(parted, placement, settings.language), article)
    if study.attachments.addresses:
        root = "../" * card.address.count("/")
        shown = [lead_from(block, root) for block in join_captions(shown, _captions(article.labels))]
    nav = pages.menu(facets, settings)
    notes = noting.lay_out(placement, settings.language)
    comparisons = pages.compare_copies(card, onward, lambda: _own_words(article))
    planned = pages.plan_article(
        article,
        card,
        shown,
        study.data,
        settings,
        nav=nav,
        onward=onward,
        notes=notes,
        comparisons=comparisons,
    )
    outputs = (Output(page.path, renderer.render(page), page.origin) for page in planned)
    if not placement.placed:
        return outputs
    return _with_notes(
        outputs, study, msgspec.structs.replace(article, notes=placement), card, html, settings
    )


def search_documents(
    study: Study, article: Article, card: Card, settings: Settings, notice_links: notices.NoticeLinks
) -> tuple[search.SearchDocument, ...]:
    """Return what is searched of an article; `notice_links` lead to the notices that have pages of their own."""
    html = _with_parts(study.html, article, settings, no_links)
    # What differs from one article to the next is not on the page of a notice.
    elsewhere = {
        notice.block
        for notice in article.notices
        if (link := notice_links.get(notice.words))
        and link.address
        and not (link.varies or notice.passage.variables)
    }
    language = settings.language
    return (
        *search.article_documents(article, card, html, elsewhere=elsewhere, language=language),
        *search.note_documents(noting.entries(study.notes), card.address, card.title, language=language),
    )


def _with_parts(html: Sequence[str], article: Article, settings: Settings, find_link: FindLink) -> list[str]:
    """Mark the parts of the blocks that have any; `html` has one string per block."""
    allowed = settings.remote_images == "allow"
    return [
        mark_parts(whole, block.text, label.parts, remote_images=allowed, find_link=find_link)
        if label.parts
        else whole
        for whole, block, label in zip(html, article.blocks, article.labels, strict=True)
    ]


def _with_handles(html: Sequence[str], article: Article) -> list[str]:
    """Add handles to the blocks of text."""
    return [
        add_handle(whole) if label.role in _TEXT else whole
        for whole, label in zip(html, article.labels, strict=True)
    ]


def _captions(labels: Sequence[Label]) -> list[bool]:
    """Return for each block whether it may be the caption of the one before: both are media, by the same voice."""
    pairs = pairwise(labels)
    return [False, *(a.role == b.role == Role.MEDIA and a.voice == b.voice for a, b in pairs)]


def _with_notes(
    outputs: Iterator[Output],
    study: Study,
    article: Article,
    card: Card,
    html: Sequence[str],
    settings: Settings,
) -> Iterator[Output]:
    """Yield the files of an article whose annotations say where notes stand on the page, which comes first."""
    page, source, annotations, *others = outputs
    yield from (page, source)
    text = pages.source_text(study.data, encoding=settings.encoding)
    targets = noting.targets(article.notes, html, article.blocks, text, page.data.decode())
    data = pages.web_annotations(article, card.address, study.data, settings, targets)
    yield msgspec.structs.replace(annotations, data=data)
    yield from others


def plan(
    archive: Archive, settings: Settings, static: Mapping[str, bytes], *, facets: tuple[str, ...]
) -> tuple[pages.Plan, Iterator[Page]]:
    """Plan every page that is not an article's own, and the files of the theme that are served as they are."""
    nav = pages.menu(facets, settings)
    return pages.plan_site(archive, settings, nav=nav), pages.plan_static(static)


def _title_from(path: str) -> str:
    """Make a title from a file name, for an article that states none."""
    stem = path.rpartition("/")[2].rpartition(".")[0]
    words = re.sub(
        r"[-_\s]+", " ", stem.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    ).strip()
    return words[:1].upper() + words[1:] if words else "Untitled"


def _titled_address(article: Article, title: str) -> str:
    year = article.metadata.date[:4] if article.metadata.date else "undated"
    return f"articles/{year}/{slug(title)}-{indexing.path_digest(article.path)}/"


def _excerpt(article: Article, openings: Sequence[str]) -> str:
    """Cut the first words of the article's own text; `openings` has the first characters of each block."""
    text = ""
    for block, label, opening in zip(article.blocks, article.labels, openings, strict=True):
        if label.role not in _TEXT or block.type != "paragraph":
            continue
        text = f"{text} {opening}".strip()
        if len(text) >= EXCERPT:
            return text[:EXCERPT].rpartition(" ")[0] + " …"
    return text
