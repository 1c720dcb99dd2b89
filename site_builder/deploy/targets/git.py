"""Publish to a branch that GitHub, GitLab or Codeberg Pages show, with git's plumbing and no working tree."""

import fnmatch
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import msgspec

from site_builder.deploy.deploy_plan import Ceiling, DeployPlan, Occupied
from site_builder.deploy.git_repository import NOTHING, BranchTree, Repository, blob_name, git_error
from site_builder.deploy.host import Connection, DeployError, Target
from site_builder.deploy.releases import RECORD, PublishedFile, Release, decode_release, encode_release
from site_builder.deploy.site_files import Digest, SiteFile, made_file
from site_builder.disk import locked_file
from site_builder.model import SiteError

_HISTORY = 50
"""Commits that are looked through for releases."""
_PAGES_BYTES = 1_000_000_000
"""What GitHub Pages takes."""


class GitSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table of a git target."""

    remote: str
    """Address or path of the repository."""
    branch: str = "gh-pages"
    subdir: str = ""
    """Folder of the branch that holds the site; what is beside it is left alone."""
    keep: int = 0
    """Commits of history that stay; older ones are cut off with a forced push. 0 keeps all, without any force."""
    preserve: tuple[str, ...] = ()
    """Names and patterns of files in the branch that are somebody else's and stay."""
    cname: str = ""
    """Domain of the site, for the file CNAME."""


class GitHost:
    """A branch of a remote repository, and a bare repository here that objects are made in."""

    retains = True

    def __init__(self, settings: GitSettings, connection: Connection) -> None:
        if not shutil.which("git", path=connection.environment.get("PATH")):
            raise SiteError("publishing to a branch needs git", hint="install git")
        self._settings = settings
        if settings.remote.startswith("-"):
            raise SiteError(f"{settings.remote!r} is no repository", hint="write its address or its path")
        self._repository = Repository(settings.remote, settings.branch, connection)
        self._remote = self._repository.remote
        self._prefix = settings.subdir.strip("/") + "/" if settings.subdir.strip("/") else ""
        self._state = connection.state
        self._tree = BranchTree("", {})
        self._live: Release | None = None

    @staticmethod
    def digest(data: bytes) -> str:
        """Return the name of the git object that holds these bytes."""
        return blob_name(data)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep other deploys of this machine out; one of another machine is found out by the push."""
        self._state.mkdir(parents=True, exist_ok=True)
        with locked_file(self._state / "lock") as free:
            if not free:
                raise DeployError(f"{self._remote}: another deploy is under way", hint="wait for it to end")
            yield

    def live(self) -> Release | None:
        """Fetch the branch and read the record in it; digests are those of the branch as it is."""
        self._tree = self._repository.fetch(depth=1)
        name = self._prefix + RECORD
        if name not in self._tree.blobs:
            self._live = None
            return None
        release = self._record_of(self._tree.commit)
        present = {
            path: PublishedFile(*self._tree.blobs[self._prefix + path])
            for path in release.files
            if self._prefix + path in self._tree.blobs
        }
        self._live = msgspec.structs.replace(release, files=present)
        return self._live

    def _record_of(self, commit: str) -> Release:
        where = f"{self._remote} {commit[:12]}:{self._prefix}{RECORD}"
        return decode_release(
            self._repository.git("show", f"{commit}:{self._prefix}{RECORD}").output, where=where
        )

    def occupied(self, files: Mapping[str, SiteFile], live: Release | None) -> Occupied:
        """Return files of the site's part of the branch that no release of ours has and `preserve` does not name."""
        ours = {self._prefix + path for path in (*(live.files if live else ()), RECORD)}
        foreign = [
            path.removeprefix(self._prefix)
            for path in self._tree.blobs
            if path.startswith(self._prefix) and path not in ours
        ]
        in_the_way = [path for path in foreign if not self._is_harmless(path, files)]
        lost = [path for path in in_the_way if path not in files]
        names = ", ".join(f'"{path}"' for path in lost)
        lines = f"add preserve = [{names}] to the target's table to leave them alone"
        domain = self._tree.blobs.get(self._prefix + "CNAME")
        if "CNAME" in in_the_way and domain:
            name = (
                self._repository.git("cat-file", "blob", domain[0]).output.decode("utf-8", "replace").strip()
            )
            lines = f'add cname = "{name}" to the target\'s table' + (
                f", and {lines}".replace('"CNAME", ', "") if lost != ["CNAME"] else ""
            )
        return Occupied(tuple(in_the_way), lines if lost else "move them away, or publish to another branch")

    def _is_harmless(self, path: str, files: Mapping[str, SiteFile]) -> bool:
        if path in files:
            return self._tree.blobs[self._prefix + path][0] == files[path].digest
        return any(fnmatch.fnmatch(path, pattern) for pattern in self._settings.preserve)

    def begin(self, release: Release, live: Release | None, plan: DeployPlan) -> None:
        """Do nothing: nobody sees what was not pushed."""

    def upload(self, files: Sequence[SiteFile]) -> Iterator[SiteFile]:
        """Leave the objects to `switch`, which makes all of them in one go."""
        yield from files

    def switch(self, release: Release, files: Mapping[str, SiteFile]) -> None:
        """Make one commit on top of the branch and push it; a push that somebody else forestalled is refused."""
        before = self._live.files if self._live else {}
        sent = [
            file for path, file in files.items() if path not in before or before[path].digest != file.digest
        ]
        record = made_file(RECORD, encode_release(release), self.digest)
        self._repository.make_objects([*sent, record])
        gone = before.keys() - files.keys() - set(release.retained)
        entries = {file.path: file.digest for file in (*sent, record)} | dict.fromkeys(gone, NOTHING)
        self._push(self._commit(self._write_tree(entries), f"Publish release {release.id}", release.when))

    def _write_tree(self, entries: Mapping[str, str]) -> str:
        """Return the tree of the branch with some files of the site set or removed."""
        placed = {self._prefix + path: name for path, name in entries.items()}
        return self._repository.write_tree(self._tree.commit, placed)

    def _commit(self, tree: str, message: str, when: str) -> str:
        parents = self._kept_history() if self._settings.keep > 0 else [self._tree.commit]
        return self._repository.commit_tree(tree, [parent for parent in parents if parent], message, when)

    def _kept_history(self) -> list[str]:
        """Return the tip of the history that stays, made anew without what is older than `keep`."""
        if not self._tree.commit or self._settings.keep == 1:
            return []
        self._repository.fetch(depth=self._settings.keep)
        kept = self._repository.git(
            "rev-list", f"--max-count={self._settings.keep - 1}", self._tree.commit
        ).output
        tip = ""
        for commit in reversed(kept.decode().split()):
            tree, when, message = (
                self._repository.git("show", "--no-patch", f"--format={field}", commit)
                .output.decode()
                .strip()
                for field in ("%T", "%cI", "%B")
            )
            tip = self._repository.commit_tree(tree, [tip] if tip else [], message, when)
        return [tip]

    def _push(self, commit: str) -> None:
        options = ["--quiet", "--progress"]
        if self._settings.keep > 0:
            options.append(f"--force-with-lease={self._repository.ref}:{self._tree.commit}")
        done = self._repository.attempt("push", *options, self._remote, f"{commit}:{self._repository.ref}")
        if done.status:
            if re.search(r"rejected|stale info|fetch first|non-fast-forward|cannot lock ref", done.messages):
                raise DeployError(
                    f"{self._remote} {self._settings.branch}: somebody else published meanwhile",
                    hint="nothing was changed; look at the plan again with --dry-run",
                )
            raise git_error("push", done)

    def remove(self, paths: Sequence[str]) -> Iterator[str]:
        """Do nothing: the commit lacks what was removed."""
        yield from paths

    def finish(self, release: Release) -> None:
        """Do nothing: the record is in the branch."""

    def releases(self) -> Sequence[Release]:
        """Return the releases in the history of the branch, newest first."""
        return tuple(release for _, release in self._history())

    def _history(self) -> Iterator[tuple[str, Release]]:
        tree = self._repository.fetch(depth=max(_HISTORY, self._settings.keep))
        if not tree.commit:
            return
        seen = set()
        commits = (
            self._repository.git("rev-list", f"--max-count={_HISTORY}", tree.commit).output.decode().split()
        )
        for commit in commits:
            if not self._repository.attempt("cat-file", "-e", f"{commit}:{self._prefix}{RECORD}").status:
                release = self._record_of(commit)
                if release.id not in seen:
                    seen.add(release.id)
                    yield commit, release

    def roll_back(self, release: Release) -> None:
        """Push a commit with the files of an earlier release; what is somebody else's stays as it is now."""
        commit = next(commit for commit, found in self._history() if found.id == release.id)
        live = self.live()
        entries = dict.fromkeys(live.files if live else (), NOTHING)
        for line in self._repository.git("ls-tree", "-r", "-z", "--full-tree", commit).output.split(b"\0"):
            facts, _, name = line.partition(b"\t")
            path = os.fsdecode(name).removeprefix(self._prefix)
            if path in release.files or path == RECORD:
                entries[path] = facts.split()[2].decode()
        now = (
            self._repository.git("show", "--no-patch", "--format=%cI", self._tree.commit)
            .output.decode()
            .strip()
        )
        self._push(self._commit(self._write_tree(entries), f"Go back to release {release.id}", now))


def _companions(
    settings: GitSettings, files: Mapping[str, SiteFile], digest: Digest
) -> Mapping[str, SiteFile]:
    made = {".nojekyll": made_file(".nojekyll", b"", digest)}
    if settings.cname:
        made["CNAME"] = made_file("CNAME", settings.cname.encode() + b"\n", digest)
    return {path: file for path, file in made.items() if path not in files}


def _ceiling(settings: GitSettings) -> Ceiling:
    return Ceiling(bytes=_PAGES_BYTES) if re.search(r"\bgithub\.com[:/]", settings.remote) else Ceiling()


TARGET = Target(
    kind="git",
    title="a branch that GitHub, GitLab or Codeberg Pages show",
    settings=GitSettings,
    connect=GitHost,
    companions=_companions,
    ceiling=_ceiling,
)
