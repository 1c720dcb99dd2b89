"""One place of every kind to deploy to, on real servers of this machine, as the shared tests see it."""

import atexit
import io
import os
import shutil
import subprocess
import tarfile
import tempfile
import urllib.request
import zipfile
from abc import ABC, abstractmethod
from functools import cache
from pathlib import Path

from tests.unit.deploy.servers import (
    Cloudflare,
    CuttingProxy,
    GitOverHttp,
    Netlify,
    moto_s3,
    rclone_s3,
    sshd,
)

RECORDS = (".site-builder-release.json", ".site-builder/", ".site-builder-release", ".lock")


class Place(ABC):
    """What every kind of place has in common."""

    switches = True
    """Whether a whole release becomes visible at once."""
    keeps = True
    """Whether earlier releases can be gone back to."""
    shares = False
    """Whether files of others can be beside the site's."""
    table = ""
    url = ""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.environment: dict[str, str] = {}
        self.proxy: CuttingProxy | None = None

    def files(self) -> dict[str, bytes]:
        """What readers can read, without records and what was made for the host."""
        return {
            path: data
            for path, data in self._files().items()
            if not path.startswith(RECORDS) and path not in (".nojekyll", "_headers")
        }

    @abstractmethod
    def _files(self) -> dict[str, bytes]:
        """Return every file there, records too."""

    @abstractmethod
    def put(self, path: str, data: bytes) -> None:
        """Put a file there as somebody else would."""

    @abstractmethod
    def break_access(self) -> None:
        """Take the permission, the key or the host away."""

    def stop(self) -> None:
        if self.proxy:
            self.proxy.stop()


def read_folder(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


class FolderPlace(Place):
    def __init__(self, root):
        super().__init__(root)
        self.table = f'kind = "folder"\npath = "{root}/www"'

    def _files(self):
        return read_folder(self.root / "www") if (self.root / "www").exists() else {}

    def put(self, path, data):
        (self.root / "www" / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / "www" / path).write_bytes(data)

    def break_access(self):
        shutil.rmtree(self.root / "www.releases", ignore_errors=True)
        (self.root / "www.releases").write_text("a file where the folder should be")


class ZipPlace(Place):
    keeps = False

    def __init__(self, root):
        super().__init__(root)
        self.path = root / "site.zip"
        self.table = f'kind = "archive"\npath = "{self.path}"'

    def _files(self):
        if not self.path.exists():
            return {}
        with zipfile.ZipFile(self.path) as packed:
            return {name: packed.read(name) for name in packed.namelist()}

    def put(self, path, data):
        with zipfile.ZipFile(self.path, "w") as packed:
            packed.writestr(path, data)

    def break_access(self):
        (self.root / f".{self.path.name}.part").mkdir()


class TarPlace(ZipPlace):
    def __init__(self, root):
        super().__init__(root)
        self.path = root / "site.tar.gz"
        self.table = f'kind = "archive"\npath = "{self.path}"'

    def _files(self):
        if not self.path.exists():
            return {}
        with tarfile.open(self.path) as packed:
            return {entry.name: packed.extractfile(entry).read() for entry in packed if entry.isfile()}

    def put(self, path, data):
        with tarfile.open(self.path, "w:gz") as packed:
            entry = tarfile.TarInfo(path)
            entry.size = len(data)
            packed.addfile(entry, io.BytesIO(data))


class GitPlace(Place):
    shares = True

    def __init__(self, root):
        super().__init__(root)
        self.repository = root / "remote" / "site.git"
        self.git("init", "--quiet", "--bare", str(self.repository))
        self.git("config", "http.receivepack", "true")
        self.server = GitOverHttp(root / "remote")
        self.proxy = CuttingProxy(self.server.http.server_address[1], seed=1)
        self.table = (
            f'kind = "git"\nremote = "http://127.0.0.1:{self.proxy.port}/site.git"\npreserve = ["foreign*"]'
        )

    def git(self, *arguments, data=None, index=None):
        environment = {**os.environ, "GIT_DIR": str(self.repository)}
        for role in ("AUTHOR", "COMMITTER"):
            environment |= {f"GIT_{role}_NAME": "somebody", f"GIT_{role}_EMAIL": "somebody@else.example"}
        if index:
            environment["GIT_INDEX_FILE"] = str(index)
        return subprocess.run(
            ["git", *arguments], env=environment, input=data, capture_output=True, check=True
        ).stdout

    def _files(self):
        if not self.git("for-each-ref", "refs/heads/gh-pages"):
            return {}
        names = self.git("ls-tree", "-r", "-z", "--name-only", "gh-pages").decode().split("\0")
        return {name: self.git("show", f"gh-pages:{name}") for name in names if name}

    def put(self, path, data):
        index = self.root / "index"
        index.unlink(missing_ok=True)
        parents = []
        if self.git("for-each-ref", "refs/heads/gh-pages"):
            self.git("read-tree", "gh-pages", index=index)
            parents = ["-p", self.git("rev-parse", "gh-pages").decode().strip()]
        blob = self.git("hash-object", "-w", "--stdin", data=data).decode().strip()
        self.git("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}", index=index)
        tree = self.git("write-tree", index=index).decode().strip()
        commit = self.git("commit-tree", tree, *parents, "-m", "by hand").decode().strip()
        self.git("update-ref", "refs/heads/gh-pages", commit)

    def break_access(self):
        self.server.http.stop()

    def stop(self):
        super().stop()
        self.server.http.stop()


class S3Place(Place):
    switches = False
    shares = True
    prefix = "ab"

    def __init__(self, root):
        super().__init__(root)
        self.server = self.serve()
        self.proxy = CuttingProxy(self.server.port, seed=2)
        self.environment = {"AWS_ACCESS_KEY_ID": "testkey", "AWS_SECRET_ACCESS_KEY": "testsecret"}
        self.table = (
            f'kind = "s3"\nbucket = "bucket"\nprefix = "{self.prefix}"\nkeep = 3\n'
            f'endpoint = "http://127.0.0.1:{self.proxy.port}"'
        )

    def serve(self):
        (self.root / "data" / "bucket").mkdir(parents=True)
        return rclone_s3(self.root / "data")

    def client(self):
        import boto3

        return boto3.client(
            "s3",
            endpoint_url=f"http://127.0.0.1:{self.server.port}",
            region_name="us-east-1",
            aws_access_key_id="testkey",
            aws_secret_access_key="testsecret",
        )

    def objects(self, prefix):
        client = self.client()
        pages = client.get_paginator("list_objects_v2").paginate(Bucket="bucket", Prefix=prefix)
        keys = [entry["Key"] for page in pages for entry in page.get("Contents", ())]
        return {key: client.get_object(Bucket="bucket", Key=key)["Body"].read() for key in keys}

    def _files(self):
        return {
            key.removeprefix(f"{self.prefix}/"): data for key, data in self.objects(f"{self.prefix}/").items()
        }

    def put(self, path, data):
        self.client().put_object(Bucket="bucket", Key=f"{self.prefix}/{path}", Body=data)

    def break_access(self):
        self.environment["AWS_SECRET_ACCESS_KEY"] = "wrongsecret"

    def stop(self):
        super().stop()
        self.server.stop()


class MotoPlace(S3Place):
    """A service that keeps conditions, as Amazon's does, and takes any key."""

    def serve(self):
        self.server = shared_moto()
        urllib.request.urlopen(f"http://127.0.0.1:{self.server.port}/moto-api/reset", data=b"").close()
        self.client().create_bucket(Bucket="bucket")
        return self.server

    def break_access(self):
        self.proxy.stop()

    def stop(self):
        # The server, which takes seconds to start, stays for the next test.
        Place.stop(self)


@cache
def shared_moto():
    log = Path(tempfile.mkdtemp(), "moto.log")
    server = moto_s3(log)
    atexit.register(shutil.rmtree, log.parent)
    atexit.register(server.stop)
    return server


class RsyncPlace(Place):
    switches = False
    shares = True
    keeps = False

    def __init__(self, root):
        super().__init__(root)
        (root / "ssh").mkdir(mode=0o700)
        self.server = sshd(root / "ssh")
        self.proxy = CuttingProxy(self.server.port, seed=3)
        self.folder = root / "far away" / "www"
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(root),
            "RSYNC_RSH": f"ssh -i {root}/ssh/user -o StrictHostKeyChecking=no "
            "-o UserKnownHostsFile=/dev/null -o LogLevel=ERROR",
        }
        user = subprocess.check_output(["id", "-un"], text=True).strip()
        self.table = (
            f'kind = "rsync"\nhost = "{user}@127.0.0.1"\nport = {self.proxy.port}\npath = "{self.folder}"'
        )

    def _files(self):
        return read_folder(self.folder) if self.folder.exists() else {}

    def put(self, path, data):
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_bytes(data)

    def break_access(self):
        (self.root / "ssh" / "user.pub").unlink()

    def stop(self):
        super().stop()
        self.server.stop()


class ShellPlace(RsyncPlace):
    """The same with a shell of this machine in place of SSH, which takes nine tenths of the time of a deploy."""

    def __init__(self, root):
        Place.__init__(self, root)
        self.folder = root / "far away" / "www"
        shell = root / "ssh.sh"
        shell.write_text(_SHELL)
        shell.chmod(0o755)
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(root), "RSYNC_RSH": str(shell)}
        self.table = f'kind = "rsync"\nhost = "somebody@here"\npath = "{self.folder}"'

    def break_access(self):
        (self.root / "ssh.sh").write_text("#!/bin/sh\nexit 255\n")

    def stop(self):
        Place.stop(self)


_SHELL = """#!/bin/sh
# Takes the arguments of ssh, and runs the command here.
while [ $# -gt 0 ]; do
  case $1 in
    -o) case $2 in ControlPath=*) socket=${2#*=} ;; ControlMaster=yes) master=1 ;; esac; shift 2 ;;
    -p | -i | -l) shift 2 ;;
    -*) shift ;;
    *) break ;;
  esac
done
shift
if [ -n "$master" ]; then : > "$socket"; fi
cd || exit 255
exec sh -c "$*"
"""


class NetlifyPlace(Place):
    def __init__(self, root):
        super().__init__(root)
        self.server = Netlify()
        self.proxy = CuttingProxy(self.server.http.server_address[1], seed=4)
        self.environment = {
            "NETLIFY_AUTH_TOKEN": "goodtoken",
            "NETLIFY_API_URL": f"http://127.0.0.1:{self.proxy.port}",
        }
        self.table = 'kind = "netlify"\nsite = "tide"'

    def _files(self):
        return self.server.files()

    def put(self, path, data):
        self.server.publish({path: data})

    def break_access(self):
        self.environment["NETLIFY_AUTH_TOKEN"] = "badtoken1"

    def stop(self):
        super().stop()
        self.server.http.stop()


class CloudflarePlace(Place):
    def __init__(self, root):
        super().__init__(root)
        self.server = Cloudflare()
        self.proxy = CuttingProxy(self.server.http.server_address[1], seed=5)
        self.environment = {
            "CLOUDFLARE_API_TOKEN": "goodtoken",
            "CLOUDFLARE_ACCOUNT_ID": "acc",
            "CLOUDFLARE_API_URL": f"http://127.0.0.1:{self.proxy.port}",
        }
        self.table = 'kind = "cloudflare"\nname = "tide"'

    def _files(self):
        return self.server.files()

    def put(self, path, data):
        self.server.publish_other()

    def break_access(self):
        self.environment["CLOUDFLARE_API_TOKEN"] = "badtoken1"

    def stop(self):
        super().stop()
        self.server.http.stop()


NEARBY = {"rsync": ShellPlace}
"""What stands for a place where a test is not about its server or the network on the way to it."""

PLACES = {
    "folder": FolderPlace,
    "zip": ZipPlace,
    "tar": TarPlace,
    "git": GitPlace,
    "s3": S3Place,
    "s3-conditional": MotoPlace,
    "rsync": RsyncPlace,
    "netlify": NetlifyPlace,
    "cloudflare": CloudflarePlace,
}
