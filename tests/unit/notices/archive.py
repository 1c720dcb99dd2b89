"""Articles that are nothing but their notices, and the notices that are collected from them."""

from itertools import count

from site_builder.indexing import list_order
from site_builder.model import Block, Card, Label, Metadata, Role, Span, Voice, Words
from site_builder.notices import collect_notices, find_notices, pack_occurrences

_numbers = count()


def printing(
    *texts, role=Role.DISCLAIMER, publisher="Harbour Review", date="2010-01-01", byline=(), path=None
):
    """Return the card of an article with these notices, and their texts by digest."""
    labels = [Label(role, Voice.PUBLISHER, 1.0, "") for _ in texts]
    blocks = [Block(n, Span(n, n + 1), "paragraph", text) for n, text in enumerate(texts)]
    metadata = Metadata(publisher=publisher, date=date, byline=byline)
    found = find_notices(blocks, labels, metadata)
    path = path or f"{next(_numbers)}.md"
    card = Card(
        path,
        f"articles/{path}/",
        path,
        False,
        metadata,
        Words(0, 0, 0),
        "",
        notices=pack_occurrences(found, labels),
    )
    return card, {notice.text: notice.passage for notice in found}


def collected(*printings):
    """Collect the notices of articles."""
    texts = {digest: text for _, each in printings for digest, text in each.items()}
    cards = sorted((card for card, _ in printings), key=list_order)
    return collect_notices(cards, texts.__getitem__, copies=(), known={})
