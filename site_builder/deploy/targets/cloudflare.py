"""Publish to Cloudflare as static assets of a Worker, by the documented direct upload: only what is missing."""

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from site_builder.deploy.deploy_plan import Ceiling, DeployPlan, Occupied
from site_builder.deploy.host import Connection, DeployError, Target
from site_builder.deploy.http_api import Api, rejected
from site_builder.deploy.http_headers import content_type, header_rules
from site_builder.deploy.releases import (
    RECORD,
    Release,
    decode_release,
    encode_release,
    read_title,
    title_of,
)
from site_builder.deploy.site_files import SiteFile, made_file
from site_builder.disk import locked_file
from site_builder.model import SiteError

_API = "https://api.cloudflare.com/client/v4"
_PER_SECOND, _BURST = 3.6, 100
"""Requests; Cloudflare takes 1,200 in five minutes."""
_COMPATIBLE = "2026-11-01"
"""The date that tells Cloudflare how the Worker expects to be run."""
_FILES, _FILE_BYTES = 20_000, 25 * 1024 * 1024
"""What the free plan takes."""


class CloudflareSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table of a Cloudflare target."""

    name: str
    """Of the Worker."""
    account: str = ""
    """Its id; CLOUDFLARE_ACCOUNT_ID where it is empty."""


class CloudflareHost:
    """One Worker that has nothing but assets; a version becomes visible at once.

    Cloudflare lists no files, so that the record of the last release is kept here and among the assets.
    """

    retains = False

    def __init__(self, settings: CloudflareSettings, connection: Connection) -> None:
        environment = connection.environment
        token = environment.get("CLOUDFLARE_API_TOKEN", "")
        account = settings.account or environment.get("CLOUDFLARE_ACCOUNT_ID", "")
        if not token or not account:
            raise SiteError(
                "publishing to Cloudflare needs a token and the id of the account",
                hint="set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID",
            )
        base = environment.get("CLOUDFLARE_API_URL", _API).rstrip("/")
        self._account = f"{base}/accounts/{quote(account, safe='')}/workers"
        self._script = f"{self._account}/scripts/{quote(settings.name, safe='')}"
        self._name = settings.name
        self._api = Api(
            connection.timer,
            headers={"Authorization": f"Bearer {token}"},
            per_second=_PER_SECOND,
            burst=_BURST,
        )
        self._timer = connection.timer
        self._records = Path(connection.state)
        self._url = connection.url.rstrip("/")
        self._version: str | None = None
        self._foreign = False
        self._session = ""
        self._buckets: list[list[str]] = []
        self._record = made_file(RECORD, b"", self.digest)
        self._rules: dict[str, str] = {}

    @staticmethod
    def digest(data: bytes) -> str:
        """Return 32 hexadecimal digits of the SHA-256 of some bytes, by which the manifest names files."""
        return hashlib.sha256(data).hexdigest()[:32]

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep other deploys of this machine out; one of another machine is found out before the switch."""
        self._records.mkdir(parents=True, exist_ok=True)
        with locked_file(self._records / "lock") as free:
            if not free:
                raise DeployError(f"{self._name}: another deploy is under way", hint="wait for it to end")
            yield

    def live(self) -> Release | None:
        """Ask which version is live, and read its record."""
        self._version, message = self._live_version()
        if self._version is None:
            return None
        published = read_title(message)
        self._foreign = published is None
        return self._recorded(published.id) if published else None

    def _live_version(self) -> tuple[str | None, str]:
        """Return the id of the live version and the message that was given with it; None without any."""
        answer = self._api.request("GET", f"{self._script}/deployments")
        if answer.status == 404:
            return None, ""
        if answer.status != 200:
            raise rejected(answer, "asking what is live")
        deployments = answer.json()["result"].get("deployments") or []
        if not deployments:
            return None, ""
        version = deployments[0]["versions"][0]["version_id"]
        found = self._json("GET", f"{self._script}/versions/{version}", what="looking at the live version")
        return version, (found.get("annotations") or {}).get("workers/message", "")

    def _recorded(self, name: str) -> Release:
        """Return the record of a release from here, or from the site itself. Raises SiteError where neither has it."""
        path = self._records / f"{name}.json"
        if path.is_file():
            return decode_release(path.read_bytes(), where=str(path))
        if self._url:
            answer = self._api.get(f"{self._url}/{RECORD}")
            if answer.status == 200:
                release = decode_release(answer.data, where=f"{self._url}/{RECORD}")
                if release.id == name:
                    return release
        raise SiteError(
            f"{self._name}: the record of release {name} is neither in {self._records} nor at the site's address",
            hint='write url = "https://…" in the target\'s table, so that it can be read there',
        )

    def occupied(self, files: Mapping[str, SiteFile], live: Release | None) -> Occupied:
        """Refuse a Worker that somebody else published."""
        return Occupied((self._name,) if self._foreign else (), "choose another name for the Worker")

    def begin(self, release: Release, live: Release | None, plan: DeployPlan) -> None:
        """Send the manifest, and learn which bytes are missing."""
        self._record = made_file(RECORD, encode_release(release), self.digest)
        listed = {
            path: (file.digest, file.size) for path, file in release.files.items() if path not in _RULES
        }
        listed[RECORD] = (self._record.digest, self._record.size)
        manifest = {f"/{path}": {"hash": digest, "size": size} for path, (digest, size) in listed.items()}
        session = self._json(
            "POST",
            f"{self._script}/assets-upload-session",
            what="beginning an upload",
            body=msgspec.json.encode({"manifest": manifest}),
        )
        self._session = session["jwt"]
        self._buckets = session.get("buckets") or []

    def upload(self, files: Sequence[SiteFile]) -> Iterator[SiteFile]:
        """Leave the bytes to `switch`: Cloudflare says in which portions it wants them."""
        yield from files

    def switch(self, release: Release, files: Mapping[str, SiteFile]) -> None:
        """Upload the portions that are missing, and make a version of them live."""
        by_digest = {file.digest: file for file in (*files.values(), self._record)}
        token = self._session
        for bucket in self._buckets:
            token = self._send([by_digest[digest] for digest in bucket], token)
            self._timer.advance()
        if self._live_version()[0] != self._version:
            raise DeployError(
                f"{self._name}: somebody else published meanwhile",
                hint="look at the plan again with --dry-run",
            )
        config = {"html_handling": "auto-trailing-slash", "not_found_handling": "404-page"}
        config |= {name: files[name].read().decode() for name in _RULES if name in files}
        metadata = {
            "compatibility_date": _COMPATIBLE,
            "assets": {"jwt": token, "config": config},
            "annotations": {"workers/message": title_of(release)},
        }
        body, kind = _form([("metadata", "metadata", "application/json", msgspec.json.encode(metadata))])
        self._keep(release)
        self._json("PUT", self._script, what="publishing the version", body=body, kind=kind, repeatable=False)

    def _send(self, files: Sequence[SiteFile], token: str) -> str:
        """Upload one portion; return the token that the next request carries."""
        parts = [
            (file.digest, file.digest, content_type(file.path), base64.b64encode(file.read()))
            for file in files
        ]
        body, kind = _form(parts)
        answer = self._api.request(
            "POST",
            f"{self._account}/assets/upload?base64=true",
            body=body,
            headers={"Content-Type": kind, "Authorization": f"Bearer {self._session}"},
        )
        if answer.status not in (200, 201, 202):
            raise rejected(answer, "uploading files")
        return (answer.json().get("result") or {}).get("jwt") or token

    def _keep(self, release: Release) -> None:
        self._records.mkdir(parents=True, exist_ok=True)
        (self._records / f"{release.id}.json").write_bytes(encode_release(release))

    def remove(self, paths: Sequence[str]) -> Iterator[str]:
        """Do nothing: a version never has the files of the one before."""
        yield from paths

    def finish(self, release: Release) -> None:
        """Do nothing: the record was kept before the switch."""

    def _history(self) -> list[tuple[Release, str]]:
        found = self._json("GET", f"{self._script}/versions?per_page=50", what="listing versions")
        history = []
        for version in found.get("items") or []:
            message = (version.get("annotations") or {}).get("workers/message", "")
            release = read_title(message, when=(version.get("metadata") or {}).get("created_on", ""))
            if release:
                path = self._records / f"{release.id}.json"
                record = decode_release(path.read_bytes(), where=str(path)) if path.is_file() else None
                history.append((record or release, version["id"]))
        return history

    def releases(self) -> Sequence[Release]:
        """Return the versions of ours that Cloudflare keeps, newest first."""
        found = {release.id: release for release, _ in self._history()}
        return [found[key] for key in sorted(found, reverse=True)]

    def roll_back(self, release: Release) -> None:
        """Make an earlier version live again."""
        version = next(name for found, name in self._history() if found.id == release.id)
        body = msgspec.json.encode(
            {"strategy": "percentage", "versions": [{"version_id": version, "percentage": 100}]}
        )
        self._json("POST", f"{self._script}/deployments", what="going back", body=body)

    def _json(
        self,
        method: str,
        address: str,
        *,
        what: str,
        body: bytes | None = None,
        kind: str = "application/json",
        repeatable: bool = True,
    ) -> Any:
        headers = {"Content-Type": kind} if body is not None else {}
        answer = self._api.request(method, address, body=body, headers=headers, repeatable=repeatable)
        if answer.status not in (200, 201, 202):
            raise rejected(answer, what)
        return answer.json().get("result") or {}


_RULES = ("_headers", "_redirects")
"""Files that Cloudflare takes as settings of the Worker and not as assets."""


def _form(parts: Sequence[tuple[str, str, str, bytes]]) -> tuple[bytes, str]:
    """Return the body and the media type of a form with these parts: name, file name, media type, bytes."""
    from urllib3.fields import RequestField
    from urllib3.filepost import encode_multipart_formdata

    fields = []
    for name, filename, kind, data in parts:
        field = RequestField(name, data, filename=filename)
        field.make_multipart(content_type=kind)
        fields.append(field)
    return encode_multipart_formdata(fields)


TARGET = Target(
    kind="cloudflare",
    title="Cloudflare Workers static assets",
    settings=CloudflareSettings,
    connect=CloudflareHost,
    companions=header_rules,
    ceiling=lambda settings: Ceiling(files=_FILES, file_bytes=_FILE_BYTES),
)
