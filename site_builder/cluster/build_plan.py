"""What every task of a build over shards needs to know, and the names of what tasks make.

Names of intermediate objects are digests of all that the object depends on.
So whoever makes an object twice makes the same one, and what is there need not be made again.
"""

import hashlib
from collections.abc import Mapping

import msgspec

from site_builder.cluster.object_store import ObjectStore
from site_builder.disk import FileStamp
from site_builder.engine.site import code_digest
from site_builder.facts import FactsTable
from site_builder.model import OwnPage, Problem, SiteError
from site_builder.settings import Settings

CURRENT = "current"
"""The object that names the plan whose tasks may change the site."""

_ENCODE = msgspec.msgpack.Encoder(order="deterministic").encode


class Shard(msgspec.Struct, frozen=True):
    """The articles of one shard."""

    sources: str
    """Name of the object that holds them, with the notes beside them."""
    articles: int
    copies: tuple[str, ...] = ()
    """Paths of later copies of other files, whose passages are not counted."""
    copied: tuple[str, ...] = ()
    """Paths of files of which there are later copies."""
    addresses: dict[str, str] = {}
    """Addresses of the articles whose path alone does not give them, because another's gives the same."""
    facts: bytes = b""
    """Digest of what site.toml and the table of facts state of them by path or digest."""
    lost: dict[str, Problem] = {}
    """Articles on which the program failed after lists had them; they are refused from the beginning now."""


class StoredFile(msgspec.Struct, frozen=True):
    """A picture or file that articles may refer to."""

    stamp: FileStamp
    size: int
    sha256: str
    """Names the object that holds it; empty for one that is too large or cannot be read."""
    problem: Problem | None = None
    """Why it cannot be read."""


class BuildPlan(msgspec.Struct, frozen=True):
    """Everything that is settled before the first task."""

    code: str
    """What `code_digest` gives for the program and its libraries."""
    settings: Settings
    templates: dict[str, str]
    static: dict[str, bytes]
    article_template: str
    """Digest of the template of articles with all it includes."""
    display_path: str
    """The content folder in messages."""
    site_toml: str
    """The file of settings in messages."""
    notice_notes: str
    """The file of the keeper's notes on notices in messages."""
    shards: tuple[Shard, ...]
    ranges: int
    """Into how many ranges fingerprints are sorted."""
    lists: int
    """Tasks that share the lists."""
    files: Mapping[str, StoredFile]
    own: tuple[OwnPage, ...]
    problems: tuple[Problem, ...]
    """What is wrong with the folder, the names of articles and the keeper's own pages."""
    ignored: int
    """Files of the folder that are no articles by their names."""
    pagefind: str = ""
    """The version of Pagefind that makes the search index; empty where there is none, or no search."""

    @property
    def basis(self) -> str:
        """Digest of what decides how every article is understood, but for the facts that are stated of single ones."""
        return recipe(self.code, _without_facts(self.settings))

    @property
    def shown(self) -> str:
        """Digest of what all pages are made with."""
        return recipe(self.basis, self.templates)


def _without_facts(settings: Settings) -> Settings:
    return msgspec.structs.replace(settings, defaults=(), table=FactsTable(), notice_notes=())


class StepResult(msgspec.Struct, frozen=True):
    """What a task left behind when it was done."""

    name: str = ""
    """Ends the names of the objects that it made."""
    articles: int = 0
    problems: tuple[Problem, ...] = ()
    """Articles on which the program failed."""
    lost: dict[str, Problem] = {}
    """Those of them that lists have already, by path."""


def recipe(*parts: object) -> str:
    """Return the name for what is made of these values, as hexadecimal digits."""
    return hashlib.blake2b(_ENCODE(parts), digest_size=16).hexdigest()


def digest_of(data: bytes) -> bytes:
    """Return the 16 bytes that tell some bytes from others."""
    return hashlib.blake2b(data, digest_size=16).digest()


def publish_plan(store: ObjectStore, plan: BuildPlan) -> str:
    """Make a plan the current one, and return its name."""
    data = _ENCODE(plan)
    name = hashlib.blake2b(data, digest_size=16).hexdigest()
    store.create(f"plans/{name}", data)
    while not store.replace(CURRENT, name.encode(), tag=store.tag(CURRENT)):
        pass
    return name


def current_plan(store: ObjectStore) -> str:
    """Return the name of the current plan. Raises SiteError where there is none."""
    try:
        return store.get(CURRENT).decode()
    except FileNotFoundError:
        raise SiteError(
            "this store has no plan yet",
            hint="cut the archive first: site-builder cluster step cut SITE --store URL",
        ) from None


class WrongVersionError(SiteError):
    """A worker has another program, or other libraries, than the one that cut the archive."""


def load_plan(store: ObjectStore, name: str) -> BuildPlan:
    """Return a plan. Raises WrongVersionError for one that another version of the program made."""
    data = store.get(f"plans/{name}")
    try:
        code = msgspec.msgpack.decode(data, type=_Code).code
        if code == code_digest():
            return msgspec.msgpack.decode(data, type=BuildPlan)
    except msgspec.MsgspecError:
        code = "another"
    raise WrongVersionError(
        f"this worker has another version of the program or its libraries ({code_digest()[:12]}) "
        f"than the one that made the plan ({code[:12]})",
        hint="install the same version everywhere, from the same lock file, with the same Python",
    )


class _Code(msgspec.Struct):
    code: str


def result_name(plan: str, step: str, number: int) -> str:
    """Return the name of the object that tells that a task is done."""
    return f"steps/{plan}/{step}/{number}"


def read_result(store: ObjectStore, plan: str, step: str, number: int) -> StepResult | None:
    """Return what a task left behind; None where it is not done."""
    try:
        data = store.get(result_name(plan, step, number))
    except FileNotFoundError:
        return None
    return msgspec.msgpack.decode(data, type=StepResult)


def needed_result(store: ObjectStore, plan: str, step: str, number: int) -> StepResult:
    """Return what a task left behind. Raises SiteError where it is not done."""
    result = read_result(store, plan, step, number)
    if result is None:
        raise SiteError(
            f"step {step} {number + 1} is not done", hint="do the steps in the order of `cluster plan`"
        )
    return result
