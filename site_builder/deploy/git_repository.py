"""Read and write a branch of a remote git repository with plumbing alone: no working tree, no user's index."""

import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from site_builder.deploy.commands import Finished, run_command
from site_builder.deploy.host import Connection, DeployError
from site_builder.deploy.site_files import SiteFile
from site_builder.model import SiteError

NOTHING = "0" * 40
"""Object of an entry that is taken out of a tree."""

_COPIES = 256
"""Files that are nowhere on this disk and are written to it for a moment, for git to read."""


def blob_name(data: bytes) -> str:
    """Return the name of the git object that holds these bytes."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


class BranchTree(msgspec.Struct, frozen=True):
    """What the branch holds now."""

    commit: str
    blobs: Mapping[str, tuple[str, int]]
    """Object and size of every file of the branch, by path."""


class Repository:
    """A branch of a remote repository, and a bare repository here that objects are made in.

    All methods raise DeployError with git's own last lines where it fails.
    """

    def __init__(self, remote: str, branch: str, connection: Connection) -> None:
        local = "://" not in remote and not re.match(r"[^/]+:", remote)
        self.remote = os.path.abspath(connection.root / remote) if local else remote
        self.ref = f"refs/heads/{branch}"
        self._state = connection.state
        self._timer = connection.timer
        self._environment = {
            **connection.environment,
            "GIT_DIR": os.path.abspath(connection.state / "repository.git"),
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_SSH_COMMAND": connection.environment.get("GIT_SSH_COMMAND", "ssh -o BatchMode=yes"),
            "LC_ALL": "C",
        }

    def fetch(self, *, depth: int) -> BranchTree:
        """Fetch the newest `depth` commits of the branch; return what its tip holds, nothing where there is none."""
        self._state.mkdir(parents=True, exist_ok=True)
        if not Path(self._environment["GIT_DIR"], "HEAD").exists():
            self.git("init", "--quiet", "--bare")
        listed = self.git("ls-remote", "--quiet", self.remote, self.ref).output.split()
        if not listed:
            return BranchTree("", {})
        self.git(
            "fetch", "--quiet", "--no-tags", f"--depth={depth}", self.remote, f"+{self.ref}:refs/published"
        )
        commit = self.git("rev-parse", "refs/published").output.decode().strip()
        blobs = {}
        for line in self.git("ls-tree", "-r", "-z", "-l", "--full-tree", commit).output.split(b"\0"):
            facts, _, path = line.partition(b"\t")
            if path:
                _, kind, name, size = facts.split()
                blobs[os.fsdecode(path)] = (name.decode(), int(size) if kind == b"blob" else 0)
        return BranchTree(commit, blobs)

    def make_objects(self, files: Sequence[SiteFile]) -> None:
        """Write a blob for every file. Raises SiteError when one changed since it was listed."""
        for start in range(0, len(files), _COPIES):
            self._make_objects(files[start : start + _COPIES])

    def _make_objects(self, files: Sequence[SiteFile]) -> None:
        with TemporaryDirectory(dir=self._state) as folder:
            places = []
            for number, file in enumerate(files):
                place = file.source
                if not file.is_on_disk:
                    place = os.path.join(folder, str(number))
                    Path(place).write_bytes(file.read())
                places.append(os.path.abspath(place))
            listed = "".join(f"{place}\n" for place in places)
            names = self.git(
                "hash-object", "-w", "--no-filters", "--stdin-paths", data=os.fsencode(listed)
            ).output
        for file, name in zip(files, names.decode().split(), strict=True):
            if name != file.digest:
                raise SiteError(
                    f"{file.source}: changed while the site was deployed",
                    hint="deploy again when the build has ended",
                )

    def write_tree(self, base: str, entries: Mapping[str, str]) -> str:
        """Return the tree of a commit with some files set, or removed where their object is `NOTHING`."""
        index = self._state / "index"
        index.unlink(missing_ok=True)
        environment = {"GIT_INDEX_FILE": os.path.abspath(index)}
        if base:
            self.git("read-tree", base, environment=environment)
        lines = b"".join(
            b"%s %s\t%s\0" % (b"0" if name == NOTHING else b"100644", name.encode(), os.fsencode(path))
            for path, name in entries.items()
        )
        self.git("update-index", "-z", "--index-info", data=lines, environment=environment)
        return self.git("write-tree", environment=environment).output.decode().strip()

    def commit_tree(self, tree: str, parents: Sequence[str], message: str, when: str) -> str:
        """Make a commit that does not depend on this machine's configuration; return its name."""
        who = {
            f"GIT_{role}_{key}": self._environment.get(f"GIT_{role}_{key}", value)
            for role in ("AUTHOR", "COMMITTER")
            for key, value in (("NAME", "site-builder"), ("EMAIL", "site-builder@localhost"), ("DATE", when))
        }
        options = [option for parent in parents for option in ("-p", parent)]
        found = self.git("commit-tree", tree, *options, "-m", message, environment=who)
        return found.output.decode().strip()

    def git(
        self, *arguments: str, data: bytes = b"", environment: Mapping[str, str] | None = None
    ) -> Finished:
        """Run git and return what it gave back."""
        done = self.attempt(*arguments, data=data, environment=environment)
        if done.status:
            raise git_error(arguments[0], done)
        return done

    def attempt(
        self, *arguments: str, data: bytes = b"", environment: Mapping[str, str] | None = None
    ) -> Finished:
        """Run git and return what it gave back, a failure too."""
        return run_command(
            ["git", *arguments],
            timer=self._timer,
            environment={**self._environment, **(environment or {})},
            data=data,
        )


def git_error(command: str, done: Finished) -> DeployError:
    """Return the error of a git command, without addresses that hold a password."""
    messages = re.sub(r"://[^/@\s]+@", "://***@", done.messages)
    last = "; ".join(line.strip() for line in messages.splitlines()[-3:])
    return DeployError(
        f"git {command}: {last or f'ended with {done.status}'}",
        hint="check the address of the repository and that git can reach it with your key or credential helper",
    )
