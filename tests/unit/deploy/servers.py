"""Real servers on this machine to deploy to, and two that answer as the documents of their hosts say."""

import base64
import email
import hashlib
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest


def program(name: str, package: str) -> str:
    """Find a program; without it the test is skipped, but not on the build server."""
    beside = Path(sys.executable).with_name(name)
    path = str(beside) if beside.exists() else shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(f"there is no {name}: apt-get install -y {package}")
        pytest.skip(f"there is no {name}: apt-get install {package}")
    return path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int, process: subprocess.Popen) -> None:
    for _ in range(200):
        assert process.poll() is None, "the server ended"
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError("the server does not answer")


class Process:
    """A server in a process of its own."""

    def __init__(self, arguments: list[str], port: int, log: Path) -> None:
        self.port = port
        with log.open("wb") as output:
            self._process = subprocess.Popen(arguments, stdout=output, stderr=output)
        wait_for(port, self._process)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)


def rclone_s3(folder: Path) -> Process:
    """Serve a folder as object storage; its subfolders are the buckets."""
    port = free_port()
    arguments = [program("rclone", "rclone"), "serve", "s3", "--auth-key", "testkey,testsecret"]
    return Process([*arguments, "--addr", f"127.0.0.1:{port}", str(folder)], port, folder.with_suffix(".log"))


def moto_s3(log: Path) -> Process:
    port = free_port()
    return Process([program("moto_server", "python3-moto"), "-p", str(port)], port, log)


def sshd(folder: Path) -> Process:
    """Serve SSH to whoever has the key `user` in the folder."""
    port = free_port()
    for name in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
    (folder / "sshd.conf").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\n"
        f"AuthorizedKeysFile {folder}/user.pub\nPidFile {folder}/pid\n"
        "StrictModes no\nUsePAM no\nPasswordAuthentication no\nMaxStartups 100\n"
    )
    with suppress(OSError):
        os.makedirs("/run/sshd", exist_ok=True)  # Debian's server wants it when root starts it.
    path = program("sshd", "openssh-server")
    return Process([path, "-D", "-e", "-f", str(folder / "sshd.conf")], port, folder / "log")


class Answering(ThreadingHTTPServer):
    """A web server whose answers a function gives: method, path, query, headers, body to status, headers, bytes."""

    daemon_threads = True

    def __init__(self, answer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.requests: list[tuple[str, str]] = []
        self.failures: list[int] = []
        """Statuses that the next requests get in place of their answers."""
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def stop(self) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address) -> None:
        """Say nothing of connections that were cut on purpose."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _any(self) -> None:
        parts = urlsplit(self.path)
        body = self._body()
        self.server.requests.append((self.command, parts.path))
        if self.server.failures:
            status, headers, data = self.server.failures.pop(0), {"Retry-After": "0"}, b"busy"
        else:
            status, headers, data = self.server.answer(
                self.command, unquote(parts.path), parse_qs(parts.query), self.headers, body
            )
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        chunks = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(chunks)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _any  # noqa: N815

    def log_message(self, *arguments) -> None:
        pass


def as_json(status: int, value) -> tuple[int, dict[str, str], bytes]:
    return status, {"Content-Type": "application/json"}, json.dumps(value).encode()


class Netlify:
    """The documented part of Netlify's interface that deploys use, for one site called `tide`."""

    def __init__(self) -> None:
        self.deploys: dict[str, dict] = {}
        self.contents: dict[str, bytes] = {}
        self.published = ""
        self.http = Answering(self._answer)

    def files(self) -> dict[str, bytes]:
        """What readers see."""
        listed = self.deploys[self.published]["files"] if self.published else {}
        return {path.lstrip("/"): self.contents[sha] for path, sha in listed.items()}

    def publish(self, files: dict[str, bytes]) -> None:
        """Publish as somebody else would."""
        shas = {f"/{path}": hashlib.sha1(data).hexdigest() for path, data in files.items()}
        self.contents |= {hashlib.sha1(data).hexdigest(): data for data in files.values()}
        self.published = f"other{len(self.deploys)}"
        self.deploys[self.published] = self._new(self.published, "by hand", shas, "ready")

    def _new(self, name, title, files, state):
        when = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        return {"id": name, "title": title, "files": files, "state": state, "created_at": when}

    def _required(self, deploy):
        return sorted({sha for sha in deploy["files"].values() if sha not in self.contents})

    def _answer(self, method, path, query, headers, body):
        if headers.get("Authorization") != "Bearer goodtoken":
            return as_json(401, {"message": "Access Denied"})
        parts = path.strip("/").split("/")
        if parts[:2] == ["sites", "tide"]:
            return self._of_site(method, parts[2:], query, headers, body)
        if parts[0] == "deploys" and parts[1] in self.deploys:
            return self._of_deploy(method, self.deploys[parts[1]], parts[2:], body)
        return as_json(404, {"message": "Not Found"})

    def _of_site(self, method, parts, query, headers, body):
        live = self.deploys.get(self.published)
        if not parts:
            return as_json(200, {"id": "tide", "published_deploy": live and {"id": live["id"]}})
        if parts[0] == "files" and len(parts) == 1:
            size, page = int(query["per_page"][0]), int(query["page"][0])
            listed = [
                {"path": name, "sha": sha, "size": len(self.contents[sha])}
                for name, sha in sorted(live["files"].items())
            ]
            return as_json(200, listed[size * (page - 1) : size * page])
        if parts[0] == "files":
            sha = live["files"].get("/" + "/".join(parts[1:]))
            return (200, {}, self.contents[sha]) if sha else as_json(404, {})
        if len(parts) == 1 and method == "GET":
            return as_json(200, [self._shown(deploy) for deploy in reversed(self.deploys.values())])
        if len(parts) == 1:
            wanted = json.loads(body)
            name = f"d{len(self.deploys)}"
            deploy = self._new(name, query.get("title", [""])[0], wanted["files"], "preparing")
            self.deploys[name] = deploy
            return as_json(200, self._shown(deploy))
        self.published = parts[1]
        return as_json(200, {})

    def _shown(self, deploy):
        return {key: deploy[key] for key in ("id", "title", "state", "created_at")} | {
            "required": self._required(deploy)
        }

    def _of_deploy(self, method, deploy, parts, body):
        if parts[:1] == ["files"]:
            path = "/" + "/".join(parts[1:])
            if deploy["files"].get(path) != hashlib.sha1(body).hexdigest():
                return as_json(422, {"message": "no such digest"})
            self.contents[hashlib.sha1(body).hexdigest()] = body
            return as_json(200, {"path": path})
        if parts == ["cancel"]:
            deploy["state"] = "cancelled"
        elif deploy["state"] == "preparing":
            deploy["state"] = "uploading"
        elif deploy["state"] == "uploading" and not self._required(deploy):
            deploy["state"] = "ready"
            self.published = deploy["id"]
        return as_json(200, self._shown(deploy))


class Cloudflare:
    """The documented part of Cloudflare's interface for static assets, for the account `acc` and any Worker."""

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}
        self.sessions: dict[str, dict] = {}
        self.versions: list[dict] = []
        self.live = -1
        self.http = Answering(self._answer)

    def files(self) -> dict[str, bytes]:
        if self.live < 0:
            return {}
        version = self.versions[self.live]
        files = {path.lstrip("/"): self.contents[hash_] for path, hash_ in version["manifest"].items()}
        return files | {name: text.encode() for name, text in version["rules"].items()}

    def publish_other(self) -> None:
        """Publish as somebody else would."""
        self.versions.append({"manifest": {}, "rules": {}, "message": "by hand"})
        self.live = len(self.versions) - 1

    def _answer(self, method, path, query, headers, body):
        token = (headers.get("Authorization") or "").removeprefix("Bearer ")
        if path == "/accounts/acc/workers/assets/upload":
            return self._upload(token, headers, body)
        if token != "goodtoken":
            return as_json(403, {"success": False, "errors": [{"message": "Authentication error"}]})
        name = path.removeprefix("/accounts/acc/workers/scripts/").partition("/")[2]
        if name == "assets-upload-session":
            return self._begin(json.loads(body)["manifest"])
        if method == "PUT":
            return self._publish(headers, body)
        if name == "deployments" and method == "POST":
            self.live = int(json.loads(body)["versions"][0]["version_id"])
            return as_json(200, {"result": {}})
        if not self.versions:
            return as_json(404, {"errors": [{"message": "This Worker does not exist"}]})
        if name == "deployments":
            versions = [{"version_id": str(self.live), "percentage": 100}]
            return as_json(200, {"result": {"deployments": [{"versions": versions}]}})
        if name.startswith("versions/"):
            return as_json(200, {"result": self._shown(int(name.partition("/")[2]))})
        return as_json(200, {"result": {"items": [self._shown(n) for n in range(len(self.versions))][::-1]}})

    def _shown(self, number):
        message = self.versions[number]["message"]
        return {
            "id": str(number),
            "metadata": {"created_on": "2026-01-01"},
            "annotations": {"workers/message": message},
        }

    def _begin(self, manifest):
        session = f"session{len(self.sessions)}"
        missing = sorted({entry["hash"] for entry in manifest.values()} - self.contents.keys())
        self.sessions[session] = {path: entry["hash"] for path, entry in manifest.items()}
        buckets = [missing[start : start + 3] for start in range(0, len(missing), 3)]
        return as_json(200, {"result": {"jwt": session, "buckets": buckets}})

    def _upload(self, session, headers, body):
        if session not in self.sessions:
            return as_json(401, {"errors": []})
        for name, data in _form(headers, body):
            self.contents[name] = base64.b64decode(data)
        whole = all(hash_ in self.contents for hash_ in self.sessions[session].values())
        return as_json(201 if whole else 202, {"result": {"jwt": session} if whole else {}})

    def _publish(self, headers, body):
        metadata = json.loads(dict(_form(headers, body))["metadata"])
        manifest = self.sessions.get(metadata["assets"]["jwt"])
        if manifest is None or not all(hash_ in self.contents for hash_ in manifest.values()):
            return as_json(400, {"errors": [{"message": "assets are missing"}]})
        config = metadata["assets"]["config"]
        rules = {name: config[name] for name in ("_headers", "_redirects") if name in config}
        message = metadata["annotations"]["workers/message"]
        self.versions.append({"manifest": manifest, "rules": rules, "message": message})
        self.live = len(self.versions) - 1
        return as_json(200, {"result": {"id": "w"}})


def _form(headers, body):
    """Yield name and bytes of every part of a form."""
    text = f"Content-Type: {headers['Content-Type']}\r\n\r\n".encode() + body
    for part in email.message_from_bytes(text).get_payload():
        yield part.get_param("name", header="content-disposition"), part.get_payload(decode=True)


class GitOverHttp:
    """Serves the bare repositories of a folder with git's own program for that."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._program = str(
            Path(subprocess.check_output(["git", "--exec-path"], text=True).strip(), "git-http-backend")
        )
        self.http = Answering(self._answer)

    def _answer(self, method, path, query, headers, body):
        environment = {
            **os.environ,
            "GIT_PROJECT_ROOT": str(self._folder),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path,
            "REQUEST_METHOD": method,
            "QUERY_STRING": "&".join(f"{key}={value[0]}" for key, value in query.items()),
            "CONTENT_TYPE": headers.get("Content-Type", ""),
            "HTTP_CONTENT_ENCODING": headers.get("Content-Encoding", ""),
            "CONTENT_LENGTH": str(len(body)),
            "GIT_PROTOCOL": headers.get("Git-Protocol", ""),
            "REMOTE_USER": "keeper",
        }
        done = subprocess.run([self._program], input=body, env=environment, capture_output=True, check=False)
        head, _, data = done.stdout.partition(b"\r\n\r\n")
        found = dict(line.decode().split(": ", 1) for line in head.split(b"\r\n") if b": " in line)
        status = int(found.pop("Status", "200").split()[0])
        return status, found, data


class CuttingProxy:
    """Passes connections on to a port, and resets each after a random number of bytes while it has cuts left."""

    def __init__(self, port: int, *, seed: int) -> None:
        self._target = port
        self._random = random.Random(seed)
        self.cuts_left = 0
        self.cuts = 0
        self._longest = 20_000
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        # Closing alone would leave the thread waiting, and it would take a connection of the next test's.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._connect, args=(client,), daemon=True).start()

    def _connect(self, client: socket.socket) -> None:
        with client, suppress(OSError), socket.create_connection(("127.0.0.1", self._target)) as server:
            left = [10**12]
            if self.cuts_left > 0:
                self.cuts_left -= 1
                left = [int(self._longest ** self._random.random())]
            other = threading.Thread(target=self._pump, args=(server, client, left), daemon=True)
            other.start()
            self._pump(client, server, left)
            other.join(30)

    def _pump(self, source: socket.socket, target: socket.socket, left: list[int]) -> None:
        with suppress(OSError):
            while data := source.recv(min(65_536, max(left[0], 1))):
                left[0] -= len(data)
                if left[0] <= 0:
                    self.cuts += 1
                    self._reset(source, target)
                    return
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)

    def _reset(self, *sockets: socket.socket) -> None:
        for end in sockets:
            with suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                end.shutdown(socket.SHUT_RDWR)
