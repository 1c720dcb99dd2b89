"""Heads that programs for saving pages write above a text: one row a program.

A row names the program, the form of its head, the keys that carry facts, and the keys and tags that say
something of the copy only, such as the day on which it was saved.
Keys are compared without case, blanks and marks: `URL Source`, `url-source` and `urlSource` are one.
"""

import re
from typing import NamedTuple

from site_builder.wording import words

FRONT_MATTER = "front matter"
"""YAML or TOML between fences."""
KEY_LINES = "key lines"
"""`Key: value` lines at the top, up to a blank line."""
SPACED_LINES = "spaced lines"
"""`Key: value` lines with blank ones between, up to the line that announces the text."""
TITLE_BLOCK = "title block"
"""Lines that begin with `%`: title, authors, date."""
LIST = "list"
"""A list of `Key: value` items below the headline."""


class Saver(NamedTuple):
    """A program that saves pages, and what it writes above their text."""

    name: str
    form: str
    fields: dict[str, str]
    """The field of each key."""
    saved: str = ""
    """Keys of days on which the copy was made or changed, between commas."""
    tags: str = ""
    """Tags that it adds itself, between commas."""


SAVERS: tuple[Saver, ...] = (
    Saver(
        "Jina Reader",
        SPACED_LINES,
        {"Title": "title", "URL Source": "source_url", "Published Time": "date"},
    ),
    Saver(
        "Obsidian Web Clipper",
        FRONT_MATTER,
        {"title": "title", "source": "source", "author": "byline", "published": "date", "site": "publisher"},
        "created",
        "clippings, clipping",
    ),
    Saver(
        "MarkDownload",
        FRONT_MATTER,
        {"title": "title", "source": "source", "author": "byline", "tags": "tags"},
        "created, updated",
    ),
    Saver(
        "Joplin",
        FRONT_MATTER,
        {"title": "title", "source": "source", "author": "byline", "tags": "tags"},
        "created, updated, user created time, user updated time",
    ),
    Saver(
        "Evernote converters (Yarle)",
        LIST,
        {
            "Author": "byline",
            "Source URL": "source_url",
            "Link to original": "source_url",
            "Source": "source",
        },
        "Created at, Updated at, Created, Updated",
        "evernote",
    ),
    Saver(
        "Evernote converters (evernote2md)",
        FRONT_MATTER,
        {"title": "title", "source": "source", "url": "source_url", "author": "byline", "tags": "tags"},
        "created, updated, updated at, created at",
    ),
    Saver(
        "WordPress converters",
        FRONT_MATTER,
        {"title": "title", "author": "byline", "date": "date", "categories": "tags", "tags": "tags"},
        "modified, modified gmt, date modified",
    ),
    Saver("pandoc", FRONT_MATTER, {"title": "title", "author": "byline", "date": "date", "lang": "language"}),
    Saver("pandoc title block", TITLE_BLOCK, {"title": "title", "author": "byline", "date": "date"}),
    Saver(
        "Jekyll",
        FRONT_MATTER,
        {"title": "title", "author": "byline", "date": "date", "categories": "tags", "tags": "tags"},
        "last modified at, last_modified",
    ),
    Saver(
        "Hugo",
        FRONT_MATTER,
        {"title": "title", "authors": "byline", "author": "byline", "date": "date", "publishDate": "date"},
        "lastmod, expiryDate",
    ),
    Saver(
        "Hexo",
        FRONT_MATTER,
        {"title": "title", "author": "byline", "date": "date", "categories": "tags", "lang": "language"},
        "updated",
    ),
    Saver(
        "Pelican",
        KEY_LINES,
        {"Title": "title", "Date": "date", "Author": "byline", "Authors": "byline", "Category": "tags"}
        | {"Tags": "tags", "Lang": "language"},
        "Modified",
    ),
    Saver(
        "MultiMarkdown",
        KEY_LINES,
        {"Title": "title", "Author": "byline", "Date": "date", "Source": "source", "URL": "source_url"}
        | {"Keywords": "tags", "Language": "language", "Publisher": "publisher"},
    ),
    Saver(
        "Zotero notes",
        FRONT_MATTER,
        {"title": "title", "authors": "byline", "author": "byline", "date": "date", "url": "source_url"}
        | {"publication": "publisher", "publicationTitle": "publisher", "container-title": "publisher"},
        "dateAdded, dateModified, accessDate, accessed",
    ),
    Saver(
        "Zotero reports",
        LIST,
        {"Author": "byline", "Date": "date", "URL": "source_url", "Publication": "publisher"}
        | {"Publication Title": "publisher", "Language": "language", "Website Title": "publisher"},
        "Accessed, Date Added, Modified",
    ),
    Saver(
        "Readwise",
        LIST,
        {"Author": "byline", "Full Title": "title", "URL": "source_url", "Document Tags": "tags"}
        | {"Published": "date", "Published Date": "date"},
        "Saved, Highlighted, Last Highlighted",
        "#articles, #books, #tweets, #podcasts, #supplementals",
    ),
    Saver(
        "Omnivore",
        FRONT_MATTER,
        {"title": "title", "author": "byline", "date_published": "date", "site": "publisher"}
        | {"url": "source_url", "originalUrl": "source_url", "labels": "tags"},
        "date_saved, savedAt, archivedAt, readAt, date_archived, date_read",
        "omnivore",
    ),
    Saver(
        "Karakeep, Raindrop, Wallabag, Instapaper, Pocket",
        FRONT_MATTER,
        {"title": "title", "url": "source_url", "author": "byline", "publishedAt": "date", "domain": "site"}
        | {"datePublished": "date", "published_by": "byline", "domain_name": "site"},
        "createdAt, created_at, time_added, added, dateAdded, archived_at, saved, date_added, saved_at",
        "pocket, instapaper, wallabag, raindrop, readwise, inbox, read-later, web-clip, webclip",
    ),
    Saver(
        "trafilatura, defuddle, Readability",
        FRONT_MATTER,
        {"title": "title", "author": "byline", "byline": "byline", "url": "source_url", "date": "date"}
        | {"sitename": "publisher", "siteName": "publisher", "site": "publisher", "publishedTime": "date"}
        | {"hostname": "site", "domain": "site", "language": "language", "lang": "language"},
        "filedate, date_downloaded, downloaded, captured, captured_at, retrieved, date_saved, clipped, imported",
    ),
)


def normal_key(key: str) -> str:
    """Return a key without case, blanks and marks: `URL Source` and `url-source` are `urlsource`."""
    return re.sub(r"[\W_]+", "", key.casefold())


def _split(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


SAVER_FIELDS = {normal_key(key): field for saver in SAVERS for key, field in saver.fields.items()}
"""By normal key. The fields `tags` and `site` (a host) are no metadata by themselves."""
SAVED_KEYS = frozenset(normal_key(key) for saver in SAVERS for key in _split(saver.saved))
"""Normal keys of days on which a copy was made, read or changed."""
CHANGED_KEYS = words(
    """dateread datemodified expirydate highlighted lasthighlighted lastmod lastmodified lastmodifiedat modified
    modifiedgmt readat updated updatedat userupdatedtime"""
)
"""Those of them that say when a copy was read or changed, not when it was made."""
SAVER_TAGS = frozenset(tag for saver in SAVERS for tag in _split(saver.tags))
"""Tags that savers add themselves, in lower case."""


def keys_of(*forms: str) -> frozenset[str]:
    """Return the normal keys that heads of these forms may have."""
    return frozenset(
        normal_key(key)
        for saver in SAVERS
        if saver.form in forms
        for key in (*saver.fields, *_split(saver.saved))
    )
