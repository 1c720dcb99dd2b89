"""Publish to a folder of another machine over SSH, with the rsync that is there; every file is old or new."""

import shlex
import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from uuid import uuid4

import msgspec

from site_builder.deploy.commands import Finished, run_command
from site_builder.deploy.compression import Encoding, twins_to_compress
from site_builder.deploy.deploy_plan import DeployPlan, Occupied
from site_builder.deploy.host import Connection, DeployError, Target
from site_builder.deploy.plain_places import merged_release, only, refuse_rollback
from site_builder.deploy.releases import PublishedFile, Release, decode_release, encode_release
from site_builder.deploy.site_files import SiteFile, sha256_hex
from site_builder.deploy.ssh_connection import SshConnection
from site_builder.model import SiteError

_OURS = ".site-builder"
"""Folder beside the site's files that holds records, the lock, and files on their way."""
_BATCH = 500
"""Files that one rsync sends, so that a cut loses little."""
_HELD = 5
"""Minutes after which the lock of a deploy that has not renewed it is nobody's."""
_RENEWED = 60.0
"""Seconds between two renewals of the lock."""
_UNLOCKS = 2
"""Attempts to remove the lock, as the connection may break once more."""


class RsyncSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table of an rsync target."""

    host: str
    """`user@host`, or a name that the SSH configuration knows."""
    path: str
    """Of the folder there."""
    port: int = 22
    compress: tuple[Encoding, ...] = ()


class RsyncHost:
    """A folder of another machine. Files are replaced one at a time; assets come first and removals last."""

    retains = True
    digest = staticmethod(sha256_hex)

    def __init__(self, settings: RsyncSettings, connection: Connection) -> None:
        for program in ("rsync", "ssh"):
            if not shutil.which(program, path=connection.environment.get("PATH")):
                raise SiteError(f"publishing over SSH needs {program}", hint=f"install {program}")
        self._ssh = SshConnection(settings.host, settings.port, connection)
        self._host = settings.host
        self._path = settings.path.removeprefix("~/").rstrip("/") or "/"
        self._where = f"{settings.host}:{self._path}"
        self._timer = connection.timer
        self._environment = {**connection.environment, "LC_ALL": "C"}
        self._listed: dict[str, str] = {}
        self._links: frozenset[str] = frozenset()
        self._ours: frozenset[str] = frozenset()

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Lock with a file there and renew it; one that was not renewed for five minutes is taken over."""
        token = uuid4().hex
        stop = threading.Event()
        renewal = threading.Thread(target=self._renew, args=(stop,), daemon=True)
        try:
            self._there(
                f"mkdir -p {_OURS} && "
                f'if [ -n "$(find {_OURS}/lock -mmin +{_HELD} 2>/dev/null)" ]; then rm -f {_OURS}/lock; fi; '
                f"(set -C; echo {token} > {_OURS}/lock) 2>/dev/null || exit 75",
                make=True,
            )
            renewal.start()
            yield
        finally:
            stop.set()
            if renewal.ident:
                renewal.join()
            self._unlock(token)
            self._ssh.close()

    def _unlock(self, token: str) -> None:
        """Remove the lock if it is ours, also where the connection broke before the host could say that it is."""
        for _ in range(_UNLOCKS):
            with suppress(SiteError):
                self._there(f"grep -q {token} {_OURS}/lock && rm -f {_OURS}/lock; true")
                return

    def _renew(self, stop: threading.Event) -> None:
        while not stop.wait(_RENEWED):
            with suppress(SiteError):
                self._there(f"touch {_OURS}/lock")

    def live(self) -> Release | None:
        """Read the records there and digest every file that is there."""
        self._listed, self._links = self._list()
        live, pending = self._records()
        sizes = {**(pending.files if pending else {}), **(live.files if live else {})}
        listed = {
            path: PublishedFile(digest, sizes[path].size)
            for path, digest in self._listed.items()
            if path in sizes
        }
        self._ours = frozenset(listed)
        return merged_release(live, pending, listed)

    def _list(self) -> tuple[dict[str, str], frozenset[str]]:
        """Return the digests of all files there by path, and the paths of what is neither file nor folder.

        Raises DeployError when only a part of them could be read.
        """
        prune = f"-path ./{_OURS} -prune -o"
        listing = (
            "test -d . || exit 0; "
            "sum=sha256sum; command -v sha256sum >/dev/null || sum='shasum -a 256'; "
            f"find . {prune} ! -type f ! -type d -print0 && printf '\\0' && "
            f"find . {prune} -type f -exec $sum -z {{}} + 2>/dev/null || "
            f"find . {prune} -type f -exec $sum {{}} + | tr '\\n' '\\0'"
        )
        done = self._there(listing, missing=b"\0")
        others, _, sums = (
            done.output.partition(b"\0\0") if b"\0\0" in done.output else (b"", b"", done.output)
        )
        digests = {}
        for line in sums.strip(b"\0").split(b"\0"):
            digest, _, name = line.decode("utf-8", "surrogateescape").partition("  ")
            if name.startswith("./"):
                digests[name[2:]] = digest.lstrip("\\")
        names = [name.decode("utf-8", "surrogateescape") for name in others.split(b"\0")]
        return digests, frozenset(name[2:] for name in names if name.startswith("./"))

    def _records(self) -> tuple[Release | None, Release | None]:
        """Read the record of what is live and the one of what is pending."""
        names = ("release.json", "pending.json")
        script = f"for name in {' '.join(names)}; do cat {_OURS}/$name 2>/dev/null; printf '\\0'; done"
        texts = self._there(script, missing=b"").output.split(b"\0")
        live, pending = (
            decode_release(text, where=f"{self._where}/{_OURS}/{name}") if text.strip() else None
            for name, text in zip(names, (*texts, b"", b""), strict=False)
        )
        return live, pending

    def occupied(self, files: Mapping[str, SiteFile], live: Release | None) -> Occupied:
        """Return files there that no release of ours has, with other bytes than ours, and links in our places."""
        above = {str(parent) for path in files for parent in PurePosixPath(path).parents}
        foreign = [
            path
            for path, file in files.items()
            if path in self._listed and path not in self._ours and self._listed[path] != file.digest
        ]
        blocked = [path for path in self._listed if path in above]
        linked = [path for path in self._links if path in files or path in above]
        return Occupied(
            tuple(sorted({*foreign, *linked, *blocked})), "move them away, or publish to another folder"
        )

    def begin(self, release: Release, live: Release | None, plan: DeployPlan) -> None:
        """Record what is about to be ours beside what is, and clear what a killed deploy had on its way."""
        known = {**release.files, **(live.files if live else {})}
        record = encode_release(msgspec.structs.replace(release, files=known))
        self._write("pending.json", record, first=f"rm -rf {_OURS}/tmp && mkdir -p {_OURS}/tmp && ")

    def _write(self, name: str, data: bytes, *, first: str = "") -> None:
        self._there(
            f"{first}cat > {_OURS}/{name}.part && mv -f {_OURS}/{name}.part {_OURS}/{name}", data=data
        )

    def upload(self, files: Sequence[SiteFile]) -> Iterator[SiteFile]:
        """Send files in batches; each is renamed into its place when all of it is there."""
        for start in range(0, len(files), _BATCH):
            batch = files[start : start + _BATCH]
            with TemporaryDirectory() as folder:
                for file in batch:
                    place = Path(folder, file.path)
                    place.parent.mkdir(parents=True, exist_ok=True)
                    place.write_bytes(file.read())
                self._rsync(folder)
            yield from batch

    def _rsync(self, folder: str) -> None:
        """Bring everything in a folder here to the folder there, by digest and never through a link."""
        self._ssh.open()
        done = run_command(
            [
                "rsync",
                "--protect-args",  # The path is no shell's business, there or here.
                "--recursive",
                "--checksum",
                "--omit-dir-times",
                "--chmod=D755,F644",
                f"--temp-dir={_OURS}/tmp",
                "--timeout=60",
                "--itemize-changes",
                f"--rsh={shlex.join(self._ssh.shell)}",
                f"{folder}/",
                f"{self._host}:{self._path}/",
            ],
            timer=self._timer,
            environment=self._environment,
        )
        if done.status:
            raise self._failed("rsync", done)

    def switch(self, release: Release, files: Mapping[str, SiteFile]) -> None:
        """Record the release as live: all its files are in their places."""
        self._write("release.json", encode_release(release))

    def remove(self, paths: Sequence[str]) -> Iterator[str]:
        """Remove files of ours, and the folders that are empty then."""
        folders = {str(parent) for path in paths for parent in PurePosixPath(path).parents} - {"."}
        names = b"".join(b"./" + path.encode("utf-8", "surrogateescape") + b"\0" for path in paths)
        self._there("xargs -0 rm -f --", data=names)
        deepest = sorted(folders, key=lambda folder: folder.count("/"), reverse=True)
        if deepest:
            names = b"".join(b"./" + folder.encode("utf-8", "surrogateescape") + b"\0" for folder in deepest)
            self._there("xargs -0 rmdir -- 2>/dev/null || true", data=names)
        yield from paths

    def finish(self, release: Release) -> None:
        """Forget what was pending."""
        self._there(f"rm -rf {_OURS}/tmp {_OURS}/pending.json")

    def releases(self) -> Sequence[Release]:
        """Return the one release that the folder holds."""
        return only(self._records()[0])

    def roll_back(self, release: Release) -> None:
        """Refuse: the folder holds one release."""
        hint = 'build the earlier version again and deploy it, or use kind = "folder" on that machine'
        refuse_rollback(self._where, hint)

    def _there(
        self, script: str, *, data: bytes = b"", make: bool = False, missing: bytes | None = None
    ) -> Finished:
        """Run a shell script in the folder there; `missing` is the output where the folder does not exist."""
        folder = shlex.quote(self._path)
        if make:
            enter = f"mkdir -p {folder} && cd {folder}"
        elif missing is not None:
            enter = f"test -d {folder} || {{ printf '%s' ''; exit 0; }}; cd {folder}"
        else:
            enter = f"cd {folder}"
        command = f"{enter} && {{ {script}; }}" if missing is None else f"{enter} || exit 1; {script}"
        done = self._ssh.run(command, data=data)
        if done.status == 75:
            raise DeployError(
                f"{self._where}: another deploy is under way",
                hint="wait for it to end; one that was killed keeps others out for five minutes",
            )
        if done.status:
            raise self._failed("ssh", done)
        return done

    def _failed(self, program: str, done: Finished) -> DeployError:
        last = "; ".join(line.strip() for line in done.messages.splitlines()[-3:])
        return DeployError(
            f"{self._where}: {program} ended with {done.status}: {last}",
            hint="try ssh with that name by hand; the key must work without a question",
        )


TARGET = Target(
    kind="rsync",
    title="a folder of another machine, over SSH",
    settings=RsyncSettings,
    connect=RsyncHost,
    companions=twins_to_compress,
)
