"""Whatever is done to outputs and state folders, nothing stale stays and nothing of anybody else is touched."""

import os
import shutil
import signal
import warnings

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from site_builder.engine import build, clean, open_site
from site_builder.model import SiteError
from tests.unit.engine.sites import NOTICE, Heard, SmallSite, article, files

ARTICLES = ("a.md", "b.md", "c.md", "d/e.md")
THEMES = ("Ports", "Ferries", "Law")
OUTPUTS = ("one", "two")
STATES = ("red", "blue")
PLACES = (
    "mine.txt",
    "index.html",
    "themes/mine.txt",
    "themes/law",
    "themes/ferries/index.html",
    "articles/c/index.html",
    "articles/c/mine.txt",
    "articles/d/e/annotations.json",
    "index.html.part",
)
"""Where other people put files: beside ours, where ours are, and where ours will be."""

NOTICES = (
    NOTICE,
    f"{NOTICE} Community websites may repost it.",
    f"{NOTICE} It is no advice to sailors.",
    "Please donate to the Harbour Review by bank transfer: 20 crowns keep a lamp burning.",
    "Please donate to the Harbour Review by bank transfer: 30 crowns keep a lamp burning.",
)
"""What stands below articles: two notices, one in three wordings, one in two."""
DATES = ("February 04, 2020", "March 09, 2011", "July 21, 2016")

OPERATIONS = st.one_of(
    st.tuples(
        st.just("write"),
        st.sampled_from(ARTICLES),
        st.sampled_from(THEMES),
        st.sampled_from(NOTICES),
        st.sampled_from(DATES),
    ),
    st.tuples(st.just("remove"), st.sampled_from(ARTICLES)),
    st.tuples(st.just("rename"), st.sampled_from(ARTICLES), st.sampled_from(ARTICLES)),
    st.tuples(st.just("build"), st.sampled_from(OUTPUTS), st.sampled_from(STATES)),
    st.tuples(st.just("build"), st.sampled_from(OUTPUTS), st.sampled_from(STATES)),
    st.tuples(st.just("kill"), st.sampled_from(OUTPUTS), st.sampled_from(STATES), st.integers(0, 9)),
    st.tuples(st.just("forget"), st.sampled_from(STATES)),
    st.tuples(st.just("strew"), st.sampled_from(OUTPUTS), st.sampled_from(PLACES)),
    st.tuples(st.just("damage"), st.sampled_from(OUTPUTS), st.integers(0, 99), st.booleans()),
    st.tuples(st.just("clean"), st.sampled_from(OUTPUTS), st.sampled_from(STATES)),
)


class Keeper:
    """An archive, its outputs and states, and what is known to be whose."""

    def __init__(self, root):
        self.root = root
        self.site = SmallSite(root / "site")
        self.site.write("a.md", article("Article a.md"))
        self.number = 0
        self.foreign = {output: {} for output in OUTPUTS}
        self.ours = {output: set() for output in OUTPUTS}
        self.listed = {output: set() for output in OUTPUTS}
        """What a build that came to its end listed; what a killed one put in place is known by its bytes alone."""
        self.clean_builds = {}
        # One of the outputs is a link to a folder.
        (root / "behind").mkdir()
        (root / "two").symlink_to("behind")

    def do(self, kind, *arguments):
        getattr(self, kind)(*arguments)
        for output in OUTPUTS:
            now = self.files(output)
            assert {name: now.get(name) for name in self.foreign[output]} == self.foreign[output]

    def files(self, output):
        """Every file of an output but what the program keeps there for itself."""
        return {
            name: data
            for name, data in files(self.root / output).items()
            if not name.startswith(".site-builder")
        }

    def opened(self, output, state):
        return open_site(self.site.root, output=self.root / output, state=self.root / state)

    def wanted(self):
        """What a clean build of the articles gives."""
        content = tuple(sorted(files(self.site.content).items()))
        if content not in self.clean_builds:
            where = self.root / f"clean-{len(self.clean_builds)}"
            self.clean_builds[content] = {
                name: data
                for name, data in self.site.clean_build(where).items()
                if not name.startswith(".site-builder")
            }
            shutil.rmtree(where)
        return self.clean_builds[content]

    def write(self, name, theme, notice, date):
        self.number += 1
        text = article(f"Article {name}, {self.number}", theme=theme, notice=notice, date=date)
        self.site.write(name, text)

    def remove(self, name):
        path = self.site.content / name
        if path.exists() and len(files(self.site.content)) > 1:
            path.unlink()

    def rename(self, name, other):
        path = self.site.content / name
        if path.exists():
            (self.site.content / other).parent.mkdir(exist_ok=True)
            path.rename(self.site.content / other)

    def is_refused(self, output, wanted):
        foreign = self.foreign[output]
        folders = {name[:at] for name in wanted for at in range(len(name)) if name[at] == "/"}
        return any(
            (name in wanted and wanted[name] != data) or name in folders for name, data in foreign.items()
        )

    def build(self, output, state):
        wanted = self.wanted()
        before = self.files(output)
        site = self.opened(output, state)
        if self.is_refused(output, wanted):
            with pytest.raises(SiteError, match="did not write"):
                build(site, jobs=1, verify=False, atomic=False, progress=Heard())
            assert self.files(output) == before
            return
        build(site, jobs=1, verify=False, atomic=False, progress=Heard())
        foreign = self.foreign[output]
        for name in wanted.keys() & foreign.keys():
            # It had exactly our bytes.
            del foreign[name]
        self.ours[output] = self.listed[output] = set(wanted)
        assert self.files(output) == {**wanted, **foreign}

    def kill(self, output, state, moves):
        """End a build before it puts a file in place, as the system does when memory runs out."""
        site = self.opened(output, state)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # About threads of the test runner.
            process = os.fork()
        if not process:
            replace = os.replace
            left = [moves]

            def counted(*paths):
                if not left[0]:
                    os.kill(os.getpid(), signal.SIGKILL)
                left[0] -= 1
                replace(*paths)

            os.replace = counted
            try:
                build(site, jobs=1, verify=False, atomic=False, progress=Heard())
            finally:
                os._exit(0)
        os.waitpid(process, 0)
        self.ours[output] = self.files(output).keys() - self.foreign[output].keys()

    def forget(self, state):
        shutil.rmtree(self.root / state, ignore_errors=True)

    def strew(self, output, name):
        path = self.root / output / name
        if os.path.lexists(path) or name in self.ours[output]:
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            return
        self.number += 1
        path.write_text(f"somebody else's, {self.number}")
        self.foreign[output][name] = path.read_bytes()

    def damage(self, output, which, gone):
        ours = sorted(self.ours[output] & self.listed[output] & self.files(output).keys())
        if ours:
            path = self.root / output / ours[which % len(ours)]
            if gone:
                path.unlink()
            else:
                path.write_text("damaged")

    def clean(self, output, state):
        clean(self.opened(output, state))
        self.ours[output] = self.listed[output] = set()
        assert files(self.root / output) == self.foreign[output]


def try_out(folder, operations):
    keeper = Keeper(folder)
    for operation in operations:
        keeper.do(*operation)
    for output in OUTPUTS:
        keeper.do("build", output, STATES[0])
    shutil.rmtree(folder)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(operations=st.lists(OPERATIONS, max_size=12))
def test_any_operations_end_where_a_clean_build_does(tmp_path_factory, operations):
    try_out(tmp_path_factory.mktemp("any"), operations)


@pytest.mark.slow
@pytest.mark.timeout(900)
@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(operations=st.lists(OPERATIONS, min_size=4, max_size=30))
def test_many_operations_end_where_a_clean_build_does(tmp_path_factory, operations):
    try_out(tmp_path_factory.mktemp("many"), operations)
