"""Rewrite the inline Markdown of a block in whichever of its forms it is kept."""

import re
from collections.abc import Callable

import msgspec

from site_builder.commonmark.document import Body, FlatBlock


def rewrite_texts(
    body: Body, sign: str, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]
) -> Body:
    """Return a block with what a pattern matches replaced; the same block where nothing has the sign it needs."""
    if isinstance(body, str):
        return pattern.sub(replace, body) if sign in body else body
    if isinstance(body, FlatBlock):
        if not any(sign in text for text in body.texts):
            return body
        return msgspec.structs.replace(body, texts=tuple(pattern.sub(replace, text) for text in body.texts))
    if not any(token.type == "inline" and sign in token.content for token in body):
        return body
    return tuple(
        token.copy(content=pattern.sub(replace, token.content)) if token.type == "inline" else token
        for token in body
    )
