"""Publish to Netlify by its digest interface: a list of names and digests, then only the bytes that are missing."""

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import msgspec

from site_builder.deploy.deploy_plan import DeployPlan, Occupied
from site_builder.deploy.host import Connection, DeployError, Target
from site_builder.deploy.http_api import Answer, Api, rejected
from site_builder.deploy.http_headers import header_rules
from site_builder.deploy.parallel import in_parallel
from site_builder.deploy.releases import (
    RECORD,
    PublishedFile,
    Release,
    decode_release,
    encode_release,
    read_title,
    title_of,
)
from site_builder.deploy.site_files import SiteFile, made_file
from site_builder.disk import locked_file
from site_builder.model import SiteError

_API = "https://api.netlify.com/api/v1"
_PER_SECOND, _BURST = 7.0, 60
"""Requests; Netlify takes 500 a minute."""
_PAGE = 100
"""Entries that one request lists."""
_POLL = 1.0
"""Seconds between two looks at a deploy that is being made ready."""
_UNDER_WAY = frozenset({"new", "preparing", "prepared", "uploading", "uploaded", "processing"})
_HELD = timedelta(minutes=5)
"""Age from which on a deploy that did not end is nobody's."""
_WORKERS = 4


class NetlifySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table of a Netlify target."""

    site: str
    """Its id, or its name such as `my-archive.netlify.app`."""


class NetlifyHost:
    """One site at Netlify; a deploy becomes visible at once when all its files are there."""

    retains = True

    def __init__(self, settings: NetlifySettings, connection: Connection, *, pause: float = _POLL) -> None:
        token = connection.environment.get("NETLIFY_AUTH_TOKEN", "")
        if not token:
            raise SiteError(
                "publishing to Netlify needs a token",
                hint="set NETLIFY_AUTH_TOKEN to a personal access token",
            )
        base = connection.environment.get("NETLIFY_API_URL", _API).rstrip("/")
        self._site = f"{base}/sites/{quote(settings.site, safe='')}"
        self._deploys = f"{base}/deploys"
        self._api = Api(
            connection.timer,
            headers={"Authorization": f"Bearer {token}"},
            per_second=_PER_SECOND,
            burst=_BURST,
        )
        self._state = connection.state
        # Holds the title of the deploy that this machine began last.
        self._begun = connection.state / "begun"
        self._timer = connection.timer
        self._pause = pause
        self._required: set[str] = set()
        self._deploy = ""
        self._foreign: Mapping[str, str] = {}
        self._record_file = made_file(RECORD, b"", self.digest)

    @staticmethod
    def digest(data: bytes) -> str:
        """Return the SHA-1 of some bytes, by which Netlify names files."""
        return hashlib.sha1(data, usedforsecurity=False).hexdigest()

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Refuse while another deploy is being made ready; one that was left for five minutes is cancelled.

        So is one that this machine began and did not end, at once.
        """
        self._state.mkdir(parents=True, exist_ok=True)
        with locked_file(self._state / "lock") as free:
            if not free:
                raise _under_way()
            self._cancel_what_was_left()
            yield

    def _cancel_what_was_left(self) -> None:
        begun = self._begun.read_text("utf-8") if self._begun.is_file() else None
        for deploy in self._json("GET", f"{self._site}/deploys?per_page=10", what="listing deploys"):
            if deploy["state"] not in _UNDER_WAY:
                continue
            began = datetime.fromisoformat(deploy["created_at"].replace("Z", "+00:00"))
            if deploy.get("title") != begun and datetime.now(UTC) - began < _HELD:
                raise _under_way()
            self._json(
                "POST", f"{self._deploys}/{deploy['id']}/cancel", what="cancelling a deploy that was left"
            )

    def live(self) -> Release | None:
        """List the files of the published deploy and read the record among them."""
        site = self._json("GET", self._site, what="looking at the site")
        if not site.get("published_deploy"):
            return None
        found: dict[str, tuple[str, int]] = {}
        for page in range(1, 100_000):
            entries = self._json(
                "GET", f"{self._site}/files?per_page={_PAGE}&page={page}", what="listing files"
            )
            found |= {entry["path"].lstrip("/"): (entry["sha"], entry["size"]) for entry in entries}
            if len(entries) < _PAGE:
                break
        self._foreign = {path: sha for path, (sha, _) in found.items()}
        if RECORD not in found:
            return None
        release = self._record()
        files = {path: PublishedFile(*found[path]) for path in release.files if path in found}
        self._foreign = {path: sha for path, (sha, _) in found.items() if path not in (*files, RECORD)}
        return msgspec.structs.replace(release, files=files)

    def _record(self) -> Release:
        address = f"{self._site}/files/{RECORD}"
        answer = self._api.get(address, headers={"Accept": "application/vnd.bitballoon.v1.raw"})
        if answer.status != 200:
            raise rejected(answer, "reading the record of the last release")
        return decode_release(answer.data, where=RECORD)

    def occupied(self, files: Mapping[str, SiteFile], live: Release | None) -> Occupied:
        """Return everything published that is not ours: a deploy replaces the whole site."""
        unfit = [path for path in files if "#" in path or "?" in path]
        if unfit:
            raise SiteError(f"{unfit[0]}: Netlify takes no names with # or ?", hint="rename the file")
        return Occupied(
            tuple(
                path for path, sha in self._foreign.items() if path not in files or files[path].digest != sha
            ),
            "publish to a Netlify site of its own",
        )

    def begin(self, release: Release, live: Release | None, plan: DeployPlan) -> None:
        """Send the list of names and digests, and learn which bytes are missing."""
        self._record_file = made_file(RECORD, encode_release(release), self.digest)
        digests = {f"/{path}": file.digest for path, file in release.files.items()}
        body = msgspec.json.encode(
            {"files": {**digests, f"/{RECORD}": self._record_file.digest}, "async": True, "draft": False}
        )
        title = title_of(release)
        self._begun.write_text(title, "utf-8")
        address = f"{self._site}/deploys?title={quote(title)}"
        deploy = self._json("POST", address, what="beginning a deploy", body=body, repeatable=False)
        self._deploy = deploy["id"]
        deploy = self._wait({"prepared", "uploading", "uploaded", "processing", "ready"})
        self._required = set(deploy.get("required") or ())

    def _wait(self, states: set[str]) -> Any:
        """Look at the deploy until it has one of some states."""
        while True:
            deploy = self._json("GET", f"{self._deploys}/{self._deploy}", what="looking at the deploy")
            if deploy["state"] in states:
                return deploy
            if deploy["state"] in ("error", "rejected", "cancelled"):
                reason = deploy.get("error_message") or deploy["state"]
                raise DeployError(
                    f"Netlify gave the deploy up: {reason}", hint="look at it in Netlify's own pages"
                )
            self._timer.check()
            time.sleep(self._pause)

    def upload(self, files: Sequence[SiteFile]) -> Iterator[SiteFile]:
        """Put the bytes that Netlify lacks, several files at a time."""
        return in_parallel(self._upload, files, workers=_WORKERS, timer=self._timer)

    def _upload(self, file: SiteFile) -> None:
        if file.digest not in self._required:
            return
        answer = self._api.request(
            "PUT",
            f"{self._deploys}/{self._deploy}/files/{quote(file.path)}",
            body=file.read(),
            headers={"Content-Type": "application/octet-stream"},
        )
        if answer.status not in (200, 201):
            raise rejected(answer, f"uploading {file.path}")

    def switch(self, release: Release, files: Mapping[str, SiteFile]) -> None:
        """Put what nobody sent yet, and wait until Netlify shows the deploy."""
        deploy = self._json("GET", f"{self._deploys}/{self._deploy}", what="looking at the deploy")
        missing = set(deploy.get("required") or ()) - {self._record_file.digest}
        for file in files.values():
            # Of files that were published before, and whose bytes Netlify wants again.
            if file.digest in missing:
                self._upload(file)
                missing.discard(file.digest)
        self._upload(self._record_file)
        self._timer.advance()
        self._wait({"ready"})

    def remove(self, paths: Sequence[str]) -> Iterator[str]:
        """Do nothing: a deploy never has the files of the one before."""
        yield from paths

    def finish(self, release: Release) -> None:
        """Do nothing: the record is among the files."""

    def _history(self) -> list[tuple[Release, str]]:
        deploys = self._json("GET", f"{self._site}/deploys?per_page={_PAGE}", what="listing deploys")
        live = self.live()
        found = []
        for deploy in deploys:
            release = read_title(deploy.get("title") or "", when=deploy["created_at"])
            if deploy["state"] == "ready" and release:
                found.append((live if live and live.id == release.id else release, deploy["id"]))
        return found

    def releases(self) -> Sequence[Release]:
        """Return the deploys of ours that Netlify keeps, newest first; earlier ones without names of files."""
        found = {release.id: release for release, _ in self._history()}
        return [found[key] for key in sorted(found, reverse=True)]

    def roll_back(self, release: Release) -> None:
        """Publish an earlier deploy again."""
        deploy = next(name for found, name in self._history() if found.id == release.id)
        self._json("POST", f"{self._site}/deploys/{deploy}/restore", what="going back")

    def _json(
        self, method: str, address: str, *, what: str, body: bytes | None = None, repeatable: bool = True
    ) -> Any:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        answer: Answer = self._api.request(method, address, body=body, headers=headers, repeatable=repeatable)
        if answer.status not in (200, 201, 202, 204):
            raise rejected(answer, what)
        return answer.json() if answer.data else None


def _under_way() -> DeployError:
    return DeployError(
        "another deploy of this site is under way",
        hint="wait for it to end; one that was killed keeps others out for five minutes",
    )


TARGET = Target(
    kind="netlify",
    title="Netlify",
    settings=NetlifySettings,
    connect=NetlifyHost,
    companions=header_rules,
)
