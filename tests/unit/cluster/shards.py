"""Small archives that are built both ways: at once, and in shards."""

from pathlib import Path

from site_builder.cluster.content import FolderContent
from site_builder.cluster.cut import cut
from site_builder.cluster.drivers.schedule import build_shards
from site_builder.cluster.object_store import open_store
from site_builder.cluster.steps import run_task
from site_builder.engine import build, open_site
from tests.unit.engine.sites import Heard

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
TIDE = "The tide came in and went out again, as it does on most days here, and nobody wrote it down."
NOTICE = "**Disclaimer:** The views expressed are those of the author and not of the Harbour Review."


def article(title, *, body=TIDE, theme="Ports", more=""):
    return (
        f"## {title}\n\nBy [Ines Marr](#)\n\nHarbour Review, February 04, 2020\n\nRegion: [North Sea](#)\n\n"
        f"Theme: [{theme}](#)\n\n{body} {body}\n\n{more}\n\n{NOTICE}\n"
    )


ARCHIVE = {
    "harbour/gauge.md": article("The gauge", more="See [the lock](../lock.md) and ![a gate](gate.png)."),
    "harbour/gate.png": PNG,
    "lock.md": article("The lock", theme="Locks", more="See [[gauge]] and [nothing](missing.md)."),
    "lock.notes.toml": '[metadata]\nbyline = ["Somebody Else"]\n',
    "weir.md": article("The weir", theme="C++"),
    "weir.notes.toml": '[[note]]\nquote = "The tide came in"\ntext = "It did."\n',
    "weir-copy.md": article("The weir", theme="C++"),
    "Weir.txt": article("Another weir", theme="ports"),
    "draft.md": "---\ndraft: true\ntitle: Not yet\n---\n\nWords.\n",
    "empty.md": "",
    "far.md": article("From the future").replace("2020", "2199"),
    **{f"many/n{number}.md": article(f"Number {number}", theme=f"T{number % 3}") for number in range(8)},
}
"""Links, copies, pictures, notes, addresses that collide, sources that are refused, a date that is wrong."""

NOTICE_NOTES = """[[note]]
quote = "The views expressed are those of the author"
text = "Said since the lock was built."

[[note]]
quote = "words that no notice of the harbour has"
text = "Lost."
"""
"""Notes on notices: one that articles carry, one that none does."""


class Here:
    """Does tasks in this process."""

    def __init__(self, url, plan_name):
        self._url = url
        self._plan_name = plan_name

    def run(self, step, count):
        for number in range(count):
            yield run_task(self._url, self._plan_name, step, number)

    def close(self):
        pass


class Archive:
    """A folder of articles, its site as `build` makes it, and a store in which it is built in shards."""

    def __init__(self, root: Path, files=ARCHIVE, toml=""):
        self.root = root
        self.url = f"file://{root}/store"
        self.heard = Heard()
        self._builds = 0
        root.mkdir(exist_ok=True)
        (root / "site.toml").write_text(toml)
        (root / "notices.notes.toml").write_text(NOTICE_NOTES)
        for name, text in files.items():
            self.write(name, text)

    def write(self, name, text):
        path = self.root / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def remove(self, name):
        (self.root / "content" / name).unlink()

    @property
    def paths(self):
        """The paths of all articles in the folder."""
        return FolderContent(open_site(self.root)).listing.stamps.keys()

    @property
    def store(self):
        return open_store(self.url)

    def cut(self, shards=2):
        return cut(
            FolderContent(open_site(self.root)),
            self.store,
            shards=shards,
            allow_empty=False,
            say=self.heard.say,
        )

    def build_in_shards(self, shards=2):
        name = self.cut(shards)
        build_shards(self.store, name, lambda plan: Here(self.url, plan), self.heard)
        return tree(self.root / "store" / "site")

    def build_at_once(self):
        """Build from nothing; returns the files and the summary."""
        self._builds += 1
        output = self.root / f"public{self._builds}"
        site = open_site(self.root, output=output, state=self.root / f"state{self._builds}")
        summary = build(site, jobs=1, verify=False, atomic=False, progress=self.heard)
        return tree(output), summary


def tree(folder: Path):
    """Return the files of a folder, hidden ones left out."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
