"""The content folder around files that are inspected: what lies beside them, listed when it is first asked for."""

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from site_builder.disk import AttachmentIndex, AttachmentReader, Listing, find_sources
from site_builder.engine.site import display_path, written_to
from site_builder.indexing import assign_addresses
from site_builder.model import Problem


class ContentFolder:
    """One content folder."""

    def __init__(self, root: Path, site: Path) -> None:
        """`site` is the folder of the site whose output may lie in it."""
        self.root = root
        self._site = site

    def path_of(self, file: Path) -> str:
        """Return the path of a file of the folder relative to it, with `/`."""
        return os.path.relpath(os.path.abspath(file), os.path.abspath(self.root)).replace(os.sep, "/")

    @cached_property
    def listing(self) -> Listing:
        """What is in it; copies that a build wrote into it are no articles."""
        return find_sources(
            self.root, display_path=display_path(self.root), without=written_to(self._site / "public")
        )

    @cached_property
    def addresses(self) -> Mapping[str, str]:
        """The address of every article, by path."""
        return assign_addresses(self.listing.stamps, shown=str).addresses

    def read(self, key: str, limit: int) -> bytes | Problem:
        """Return the bytes of a picture or file that an article refers to; `limit` counts bytes."""
        return self._reader.read(key, limit)

    @cached_property
    def _reader(self) -> AttachmentReader:
        index = AttachmentIndex(self.listing.attachments)
        return AttachmentReader(self.root, index, display_path=display_path(self.root))
