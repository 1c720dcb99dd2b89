"""Small sites on disk for the tests of the engine."""

import os
from pathlib import Path

from site_builder.engine import build, open_site


class Heard:
    """A listener that keeps what was said."""

    def __init__(self):
        self.lines = []

    def step(self, name, done, total):
        pass

    def say(self, line):
        self.lines.append(line)


NOTICE = "**Disclaimer:** The views expressed are those of the author and not of the Harbour Review."


def article(
    title,
    *,
    theme="Ports",
    body="The tide came in and went out again, as it does on most days here.",
    notice=NOTICE,
    date="February 04, 2020",
):
    return f"""## {title}

By [Ines Marr](#)

Harbour Review, {date}

Region: [North Sea](#)

Theme: [{theme}](#)

{body} {body}

{body} And nobody wrote it down, because nobody had been asked to.

{notice}
"""


class SmallSite:
    """A folder of articles, its output and its state."""

    def __init__(self, root: Path):
        self.root = root
        self.content = root / "content"
        self.content.mkdir(parents=True)
        self.output = root / "public"
        self.heard = Heard()

    def write(self, name, text):
        path = self.content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def remove(self, name):
        (self.content / name).unlink()

    def build(self, *, state=None, output=None, base_url=None, content=None, drafts=False, **options):
        site = open_site(
            self.root, content=content, state=state, output=output, base_url=base_url, drafts=drafts
        )
        chosen = {"jobs": 1, "verify": False, "atomic": False, "progress": self.heard, **options}
        return build(site, **chosen)

    def reasons(self, **options):
        """Build, and give the reason for every file that was written or removed, by path."""
        summary = self.build(explain=True, **options)
        assert len(summary.changes) == summary.written + summary.removed
        return {change.path: change.reason for change in summary.changes}

    def clean_build(self, where: Path):
        """Build the same content from nothing and give its files."""
        self.build(output=where / "public", state=where / "state")
        return files(where / "public")


def files(folder):
    """Give the bytes of every file below a folder, by relative path."""
    found = {}
    for above, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(above, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, folder)] = file.read()
    return found
