"""Recognise drafts by their front matter."""

from site_builder.reading.front_matter import FrontMatter

_YES = frozenset({"true", "yes", "on", "1"})
_NO = frozenset({"false", "no", "off", "0"})
_DRAFT_WORDS = frozenset({"draft", "unpublished"})


def draft_line(front_matter: FrontMatter) -> int | None:
    """Return the 0-based line on which an article calls itself a draft; None where it does not.

    `draft: true`, `published: false` and `status: draft` do, in the spellings of YAML.
    """
    for key, value in front_matter.values.items():
        name = key.strip().lower()
        text = value.strip().lower() if isinstance(value, str) else ""
        if (
            (name == "draft" and text in _YES)
            or (name == "published" and text in _NO)
            or (name == "status" and text in _DRAFT_WORDS)
        ):
            return front_matter.key_lines.get(key, 0)
    return None


def is_flag(text: str) -> bool:
    """Test whether the value of a key such as `published` only says yes or no."""
    return text.strip().lower() in _YES | _NO
