"""Keep compiled templates between builds: compiling those of one page takes longer than filling them."""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

_DIGEST = 16


class CompiledTemplates(BytecodeCache):
    """Compiled templates in the state folder, each behind a digest, as damaged code would crash Python itself."""

    def __init__(self, state: Path, program: str) -> None:
        """Take the digest of the program, as another version may compile the same template to something else."""
        self._folder = state / "compiled"
        self._key = program.encode()[: hashlib.blake2b.MAX_KEY_SIZE]

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket with what was kept, if it is what was kept."""
        try:
            data = (self._folder / bucket.key).read_bytes()
        except OSError:
            return
        if self._digest(bucket, data[_DIGEST:]) == data[:_DIGEST]:
            bucket.bytecode_from_string(data[_DIGEST:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what is in the bucket; a disk that does not take it costs the next build some milliseconds."""
        code = bucket.bytecode_to_string()
        path = self._folder / bucket.key
        part = path.with_suffix(f".{os.getpid()}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(self._digest(bucket, code) + code)
            part.replace(path)
        except OSError:
            with suppress(OSError):
                part.unlink()

    def _digest(self, bucket: Bucket, code: bytes) -> bytes:
        return hashlib.blake2b(bucket.key.encode() + code, key=self._key, digest_size=_DIGEST).digest()
