"""The normal form of a notice: its words without what may differ between two printings of the same wording."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from site_builder.lazy_patterns import lazy_pattern
from site_builder.wording import is_weekday, month_of, split_tokens, words

_ADDRESS = lazy_pattern(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_RIGHTS = r"(?:©|\(c\)|\bcopyright\b|\bcopr\.)"
_YEARS = r"\b(?:19|20)\d\d(?:\s?[-–—/]\s?(?:19|20)?\d\d)?\b"
_DIGIT = lazy_pattern(r"\d")
_CLAIM = lazy_pattern(_RIGHTS, re.IGNORECASE)
_NEAR = 80
"""Characters between a sign of copyright and its year, at most."""
_YEARS_AFTER = lazy_pattern(rf"({_RIGHTS}[^\n]{{0,{_NEAR}}}?){_YEARS}", re.IGNORECASE)
_YEARS_BEFORE = lazy_pattern(rf"{_YEARS}(?=\s?{_RIGHTS})", re.IGNORECASE)
_THOUSANDS = lazy_pattern(r"(?<=\d)[.,' ’](?=\d{3}(?!\d))")
_SIGNS = {
    "€": " eur ",
    "$": " usd ",
    "£": " gbp ",
    "¥": " yen ",
    "₹": " inr ",
    "₽": " rub ",
    "%": " percent ",
}
_SIGN = lazy_pattern("[€$£¥₹₽%]")
_CURRENCIES = words(
    "eur euro euros usd dollar dollars gbp pound pounds pence cent cents yen inr rupees rub rubles рублей руб "
    "percent crown crowns kronen kroner kronor kr nok sek dkk chf franken francs franc pesos peso reais real "
    "zł złotych pln lira tl try shekels btc eth"
)
"""Tokens beside which a number is an amount."""
_ORDINALS = lazy_pattern(r"(\d+)(?:st|nd|rd|th)\b", re.IGNORECASE)

VARIABLE = "\x01"
"""The token in the place of words that are the article's own: the name of its author, its title."""


def wording_tokens(text: str, variables: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the words of a notice in lower case.

    White space, punctuation, typographic marks, web addresses and the years of a copyright make no difference.
    Neither do `variables`, the author's name and the like, each of which becomes one token.
    Amounts and other numbers, dates included, are words.
    """
    if "://" in text or "www." in text:
        text = _ADDRESS.sub(" ", text)
    if _DIGIT.search(text):
        if _CLAIM.search(text):
            text = _YEARS_BEFORE.sub(" ", _YEARS_AFTER.sub(r"\1 ", text))
        text = _ORDINALS.sub(r"\1", _THOUSANDS.sub("", text))
        text = _SIGN.sub(lambda match: _SIGNS[match[0]], text)
    tokens = split_tokens(unicodedata.normalize("NFKC", text).casefold())
    for variable in variables:
        tokens = _masked(tokens, split_tokens(unicodedata.normalize("NFKC", variable).casefold()))
    return tuple(_one_variable(tokens)) if VARIABLE in tokens else tuple(tokens)


def _one_variable(tokens: Sequence[str]) -> Iterator[str]:
    """Yield the tokens with one variable in the place of several in a row, be there an `and` between them."""
    for index, token in enumerate(tokens):
        before, after = tokens[max(0, index - 2) : index], tokens[index + 1 : index + 2]
        if token == VARIABLE:
            if VARIABLE not in before:
                yield token
        elif not (VARIABLE in before[-1:] and VARIABLE in after):
            yield token


def _masked(tokens: list[str], name: Sequence[str]) -> list[str]:
    """Put one token in the place of every run of tokens that is a name."""
    size = len(name)
    if not size or name[0] not in tokens:
        return tokens
    masked: list[str] = []
    at = 0
    while at < len(tokens):
        if tokens[at : at + size] == list(name):
            masked.append(VARIABLE)
            at += size
        else:
            masked.append(tokens[at])
            at += 1
    return masked


def loose_tokens(tokens: Sequence[str]) -> tuple[str, ...]:
    """Return the words without dates and with one sign for all numbers but amounts.

    Printings of a notice that differ in these alone may have a date or a counter that changes with each article.
    """
    if not any(token[0].isdigit() for token in tokens):
        return tuple(tokens)
    return tuple(_without_numbers(tokens))


def _without_numbers(tokens: Sequence[str]) -> Iterator[str]:
    numeric = [token[0].isdigit() for token in tokens]
    dated = [
        not is_number and month_of(token) > 0 and any(numeric[max(0, index - 1) : index + 2])
        for index, (token, is_number) in enumerate(zip(tokens, numeric, strict=True))
    ]
    for index, token in enumerate(tokens):
        around = slice(max(0, index - 1), index + 2)
        if numeric[index]:
            yield "0" if _CURRENCIES.isdisjoint(tokens[around]) else token
        elif not dated[index] and not (is_weekday(token) and any(map(any, (numeric[around], dated[around])))):
            yield token
