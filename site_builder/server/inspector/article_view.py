"""What the inspector shows of one article: its source line by line, and why each block is what it is."""

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from site_builder import segmenting
from site_builder.annotating import anchor
from site_builder.disk import NOTES
from site_builder.engine.understood import DOUBTFUL
from site_builder.facts import FIELDS, value_of
from site_builder.model import Block, Label, Role, Source, Voice
from site_builder.pipeline import corrected_settings
from site_builder.reading import decode
from site_builder.roles import CLASS_OF, ROLES
from site_builder.server.inspector.correction import BETWEEN_VALUES
from site_builder.server.inspector.inspector_views import Choice, Fact, InspectView, Row
from site_builder.server.live.article_reader import OpenArticle
from site_builder.settings import Settings

_RIVALS = 3
"""Other roles that are named for a block in doubt."""

_EXPLAINED = 12
"""Blocks in doubt whose other roles are named, the least certain first; each weighs the whole article again."""


def article_view(opened: OpenArticle, settings: Settings, *, token: str) -> InspectView:
    """Lay out one article; its place among the others is added by whoever knows them."""
    article = opened.article
    return InspectView(
        site=settings.title,
        title=opened.card.title,
        source=article.display_path,
        href="/" + quote(opened.card.address),
        token=token,
        digest=article.sha256,
        notes=article.path.rpartition("/")[2].rpartition(".")[0] + NOTES,
        facts=tuple(_facts(opened, settings.label_keys)),
        rows=tuple(_rows(opened, settings)),
        roles=tuple(Choice(role.value, row.key) for role, row in ROLES.items()),
        voices=tuple(Choice(voice.value, str(at)) for at, voice in enumerate(Voice, 1)),
    )


def _rows(opened: OpenArticle, settings: Settings) -> Iterator[Row]:
    """Yield all lines of the source, each in exactly one row."""
    article = opened.article
    lines = _lines(opened, settings)
    first = article.blocks[0].lines.start if article.blocks else len(lines)
    if first:
        name = "Front matter" if article.front_matter else "Blank lines"
        yield Row(block=-1, lines=_numbered(lines, 0, first), rule=name)
    corrected = anchor(article.blocks, opened.study.corrections)[0]
    doubts = sorted(
        (label.confidence, block.index)
        for block, label in zip(article.blocks, article.labels, strict=True)
        if label.confidence < DOUBTFUL
    )
    explained = {index for _, index in doubts[:_EXPLAINED]}
    for block, label in zip(article.blocks, article.labels, strict=True):
        after = block.index + 1
        end = article.blocks[after].lines.start if after < len(article.blocks) else len(lines)
        rivals = tuple(_rivals(opened, block, label.role)) if block.index in explained else ()
        yield _row(
            block,
            label,
            _numbered(lines, block.lines.start, end),
            corrected=block.index in corrected,
            rivals=rivals,
        )


def _lines(opened: OpenArticle, settings: Settings) -> list[str]:
    article = opened.article
    source = Source(article.path, article.display_path, opened.study.data)
    lines = (decode(source, corrected_settings(settings, opened.study.corrections)).text or "").split("\n")
    return lines if lines[-1] else lines[:-1]


def _row(
    block: Block,
    label: Label,
    lines: tuple[tuple[int, str], ...],
    *,
    corrected: bool,
    rivals: tuple[str, ...],
) -> Row:
    return Row(
        block=block.index,
        lines=lines,
        role=label.role.value,
        kind=CLASS_OF[label.role].value,
        voice=label.voice.value,
        sure=percent(label.confidence),
        rule=label.rule,
        doubtful=label.confidence < DOUBTFUL,
        corrected=corrected,
        rivals=rivals,
        parts=tuple(f"{part.role.value}: {block.text[part.start : part.end]}" for part in label.parts),
    )


def _facts(opened: OpenArticle, label_keys: Sequence[str]) -> Iterator[Fact]:
    article, corrections = opened.article, opened.study.corrections
    provenance = dict(article.provenance)
    for name in (*FIELDS, *label_keys):
        value = value_of(article.metadata, name)
        evidence = provenance.get(name)
        yield Fact(
            name=name,
            value=BETWEEN_VALUES.join(value) if isinstance(value, tuple) else value or "",
            line=evidence.lines.start + 1 if evidence else 0,
            rule=evidence.rule if evidence else "",
            sure=percent(evidence.confidence) if evidence else 0,
            corrected=name in corrections.fields,
        )


def _rivals(opened: OpenArticle, block: Block, role: Role) -> Iterator[str]:
    study = opened.study
    ranked = segmenting.explain(study.reading, study.evidence, opened.recurrences, block.index)
    for rival in [other for other in ranked if other.role != role][:_RIVALS]:
        yield f"{rival.role.value} {percent(rival.confidence)}%"


def _numbered(lines: Sequence[str], start: int, end: int) -> tuple[tuple[int, str], ...]:
    return tuple((number + 1, lines[number]) for number in range(start, min(end, len(lines))))


def percent(share: float) -> int:
    """Return a share in per cent."""
    return round(100 * share)
