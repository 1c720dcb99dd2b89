"""What programs for saving pages write above a text is read right: one case a program, in the seed's style."""

from typing import Any

import msgspec
import pytest

from site_builder.model import Metadata, Reading, Source
from site_builder.reading import read
from site_builder.reading.saver_heads import SAVERS, normal_key
from site_builder.settings import Settings

TEXT = (
    "The lock keeper wrote down every barge that went through the gate and the height of the water at noon.\n"
)
ADDRESS = "https://quarry.example/2019/ledger"
LEDGER = Metadata(
    title="The ledger", byline=("Odile Farrant",), date="2019-03-14", source_url=ADDRESS, themes=("Locks",)
)


def taken(text: str) -> Reading:
    return read(Source("a.md", "a.md", text.encode()), Settings())


def but(**changes: Any) -> Metadata:
    fields = {name: getattr(LEDGER, name) for name in ("title", "byline", "date", "source_url", "themes")}
    return Metadata(**{**fields, **changes})


CASES = {
    "Jina Reader": (
        f"Title: The ledger\n\nURL Source: {ADDRESS}\n\nPublished Time: 2019-03-14T08:00:00+00:00\n\n"
        "Markdown Content:\n# The ledger\n\n",
        but(byline=(), themes=()),
    ),
    "Obsidian Web Clipper": (
        f'---\ntitle: "The ledger"\nsource: "{ADDRESS}"\nauthor:\n  - "[[Odile Farrant]]"\npublished: 2019-03-14\n'
        'created: 2024-01-02\ndescription: "A ledger: its keeper"\ntags:\n  - "clippings"\n  - Locks\n---\n',
        LEDGER,
    ),
    "MarkDownload": (
        f"---\ncreated: 2021-01-01T10:00:00 (UTC +01:00)\ntags: [Locks]\nsource: {ADDRESS}\n"
        "author: Odile Farrant\n---\n\n# The ledger\n\n> ## Excerpt\n> A ledger.\n\n---\n",
        but(title=None, date=None),
    ),
    "Joplin": (
        f"---\ntitle: The ledger\nupdated: 2023-05-06 10:11:12Z\ncreated: 2023-05-06 10:11:12Z\nsource: {ADDRESS}\n"
        "author: Odile Farrant\nlatitude: 0.0\ntags:\n  - Locks\n---\n",
        but(date=None),
    ),
    "Evernote converters (Yarle)": (
        f"# The ledger\n\n- Created at: 2021-01-02\n- Updated at: 2021-01-03\n- Source URL: <{ADDRESS}>\n"
        "- Author: Odile Farrant\n\n",
        but(title=None, date=None, themes=()),
    ),
    "Evernote converters (evernote2md)": (
        f"---\ntitle: The ledger\nurl: {ADDRESS}\nauthor: Odile Farrant\ncreated: 2021-01-02 03:04:05\n"
        "tags: [Locks, evernote]\n---\n",
        but(date=None),
    ),
    "WordPress converters": (
        "---\ntitle: 'The ledger'\nauthor:\n  display_name: Odile Farrant\n  login: odile\n"
        "  email: odile@quarry.example\nauthor_email: odile@quarry.example\n"
        "wordpress_id: 12\ndate: '2019-03-14 10:22:15 +0100'\nstatus: publish\n"
        "published: true\nmodified: 2020-02-02\ncategories:\n  - 'Locks'\ntags: []\n---\n",
        but(source_url=None),
    ),
    "pandoc": (
        "---\nauthor:\n- Odile Farrant\ndate: 2019-03-14\nlang: en-GB\ntitle: The ledger\n"
        "viewport: width=device-width\n---\n",
        but(source_url=None, themes=(), language="en-gb"),
    ),
    "pandoc title block": (
        "% The ledger\n% Odile Farrant\n% March 14, 2019\n\n",
        but(source_url=None, themes=()),
    ),
    "Jekyll": (
        "---\nlayout: post\ntitle: The ledger\nauthor: Odile Farrant\ndate: 2019-03-14 10:00:00 -0500\n"
        "published: true\npermalink: /ledger/\nlast_modified_at: 2020-01-01\ncategories: Locks\n---\n",
        but(source_url=None),
    ),
    "Hugo": (
        '+++\ntitle = "The ledger"\ndate = 2019-03-01T10:00:00Z\npublishDate = 2019-03-14T10:00:00Z\n'
        'lastmod = 2020-01-01\ndraft = false\nauthors = ["Odile Farrant"]\ntags = ["Locks"]\n+++\n',
        but(source_url=None),
    ),
    "Hexo": (
        "---\ntitle: The ledger\ndate: 2019/3/14 20:46:25\nupdated: 2020/1/1\nauthor: Odile Farrant\ncategories:\n"
        "- Locks\n---\n",
        but(source_url=None),
    ),
    "Pelican": (
        "Title: The ledger\nDate: 2019-03-14 10:20\nModified: 2020-12-05 19:30\nCategory: Locks\nSlug: ledger\n"
        "Authors: Odile Farrant\nSummary: A ledger\n    and its keeper\n\n",
        but(source_url=None),
    ),
    "MultiMarkdown": (
        f"Title: The ledger\nAuthor: Odile Farrant\nDate: 2019-03-14\nSource: {ADDRESS}\nKeywords: Locks\n\n",
        LEDGER,
    ),
    "Zotero notes": (
        '---\ncitekey: farrant2019\ntitle: "The ledger"\nauthors: "Farrant, Odile; Ruske, Tam"\n'
        f"itemType: newspaperArticle\npublicationTitle: The Quarry Gazette\ndate: 2019-03-14\nurl: {ADDRESS}\n"
        "dateAdded: 2024-01-02\naccessDate: 2024-01-02\n---\n",
        but(byline=("Odile Farrant", "Tam Ruske"), publisher="The Quarry Gazette", themes=()),
    ),
    "Zotero reports": (
        f"# The ledger\n\n- Item Type: Newspaper Article\n- Author: Odile Farrant\n- Publication: The Quarry Gazette\n"
        f"- Date: 2019-03-14\n- URL: {ADDRESS}\n- Accessed: 2024-01-02\n\n",
        but(title=None, publisher="The Quarry Gazette", themes=()),
    ),
    "Readwise": (
        f"# The ledger\n\n## Metadata\n- Author: [[Odile Farrant]]\n- Full Title: The ledger\n- Category: #articles\n"
        f"- Document Tags: [[Locks]]\n- URL: {ADDRESS}\n\n## Highlights\n",
        but(date=None),
    ),
    "Omnivore": (
        "---\nid: 1a2b\ntitle: |\n  The ledger\nauthor: |\n  Odile Farrant\ntags:\n  - Locks\n  - Omnivore\n"
        f"date_saved: 2023-10-01\ndate_published: 2019-03-14\nurl: {ADDRESS}\n---\n\n# The ledger\n#Omnivore\n\n",
        LEDGER,
    ),
    "Karakeep, Raindrop, Wallabag, Instapaper, Pocket": (
        f"---\ntitle: The ledger\nurl: {ADDRESS}\nauthor: undefined\npublishedAt: 2019-03-14\ncreatedAt: 2024-01-02\n"
        "domain: quarry.example\ntags: [Locks, read-later]\n---\n",
        but(byline=()),
    ),
    "trafilatura, defuddle, Readability": (
        f"---\ntitle: The ledger\nauthor: Odile Farrant\nurl: {ADDRESS}\nhostname: quarry.example\n"
        "sitename: The Quarry Gazette\ndate: 2019-03-14\ncategories: ['Locks']\nfiledate: 2024-01-02\n---\n",
        but(publisher="The Quarry Gazette"),
    ),
}


def test_every_saver_of_the_table_has_a_case() -> None:
    assert sorted(CASES) == sorted(saver.name for saver in SAVERS)


@pytest.mark.parametrize("name", CASES)
def test_the_head_is_read_right(name: str) -> None:
    head, expected = CASES[name]

    reading = taken(head + TEXT)

    assert msgspec.structs.replace(reading.stated, saved=None) == expected
    assert reading.stated.saved in {None, *reading.saved}
    assert reading.problems == ()
    assert reading.blocks[-1].text == TEXT.strip()
    assert {"2024-01-02", "2023-05-06", "2021-01-02"}.isdisjoint({reading.stated.date})


@pytest.mark.parametrize(
    "text",
    [
        "Title: The Ledger, a play in two acts, will be shown on Friday at the lock.\n\nIt begins at noon.\n",
        "Date: the fruit of the palm.\nThey are sold at the gate.\n\nBut not in winter.\n",
        "% of barges that carried stone: forty.\n\nThe others carried peat.\n",
        "# The ledger\n\n- Gate: open at noon\n- Water: high\n- Author: nobody knows\n\nIt was read twice.\n",
    ],
)
def test_text_that_only_looks_like_a_head_stays_text(text: str) -> None:
    reading = taken(text)

    assert reading.stated == Metadata()
    assert reading.blocks[0].lines.start == 0


@pytest.mark.parametrize("value", ["null", "~", "undefined", '"null"', "Invalid date", ""])
def test_a_missing_value_states_nothing(value: str) -> None:
    reading = taken(f"---\nlayout: post\nauthor: {value}\ndate: {value}\nsource: {value}\n---\n{TEXT}")

    assert reading.stated == Metadata()
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("https://quarry.example/author/odile", ()),
        ("www.quarry.example/odile", ()),
        ("odile@quarry.example", ()),
        ("Odile Farrant <odile@quarry.example>", ("Odile Farrant",)),
        ("odile@quarry.example (Odile Farrant)", ("Odile Farrant",)),
        ("'[[people/Odile Farrant|Odile Farrant]]'", ("Odile Farrant",)),
        ("'[Odile Farrant](https://quarry.example/odile)'", ("Odile Farrant",)),
        ("'Farrant, Odile; van der Berg, Jan, Jr.'", ("Odile Farrant", "Jan van der Berg, Jr.")),
        ("'Odile Farrant, Jr.'", ("Odile Farrant, Jr.",)),
        ("April Marsh", ("April Marsh",)),
        ("李伟、王小明", ("李伟", "王小明")),
    ],
)
def test_an_author_is_a_name_and_never_an_address(value: str, names: tuple[str, ...]) -> None:
    assert taken(f"---\nlayout: post\nauthor: {value}\n---\n{TEXT}").stated.byline == names


def test_keys_are_compared_without_case_blanks_and_marks() -> None:
    assert {normal_key(key) for key in ("URL Source", "url-source", "urlSource", "url_source")} == {
        "urlsource"
    }


def test_broken_front_matter_is_no_headline() -> None:
    reading = taken(f"---\ntitle: Locks: a ledger\nauthor: Odile Farrant\n---\n\n# The ledger\n\n{TEXT}")

    assert reading.broken_front_matter is not None
    assert (reading.broken_front_matter.start, reading.broken_front_matter.end) == (0, 4)
    assert [problem.code for problem in reading.problems] == ["bad-front-matter"]
