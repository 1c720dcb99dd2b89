"""Find the parts of a site on disk: settings, content, output, state, theme and profiles."""

import hashlib
import os
import re
import shlex
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

import msgspec

from site_builder.disk import Listing, find_sources, has_sources, readable, theme_files
from site_builder.engine.compact_styles import compact_style
from site_builder.engine.site_settings import load_settings
from site_builder.facts import FactsTable
from site_builder.model import SiteError
from site_builder.settings import Settings, check_base_url


class Site(msgspec.Struct, frozen=True):
    """Where everything of one site is, and what its owner chose."""

    root: Path
    content: Path
    output: Path
    state: Path
    settings: Settings
    apart: tuple[Path, ...] = ()
    """Other output folders, which may lie below the content folder as `output` may."""
    former_state: Path | None = None
    """Where an earlier version kept the state of this site, if that was elsewhere."""

    def sources(self) -> Listing:
        """List the sources; what looks like articles in the folders that builds write are copies of articles."""
        written = (each for output in (self.output, *self.apart) for each in written_to(output))
        return find_sources(self.content, display_path=self.display_path, without=written)

    @property
    def display_path(self) -> str:
        """The content folder as messages name it: relative to the working folder where it is below it."""
        return display_path(self.content)


def display_path(path: Path) -> str:
    """Give a path as a person in the working folder would write it, in characters that can be printed anywhere."""
    try:
        full, here = os.path.abspath(path), os.getcwd()
    except FileNotFoundError:
        raise SiteError("the working folder is gone", hint="change to a folder that exists") from None
    below = full == here or full.startswith(here.rstrip(os.sep) + os.sep)
    return readable(os.path.relpath(full, here) if below else full)


def written_to(output: Path) -> Iterator[Path]:
    """Give the folders that builds write; several where `--atomic` swaps them."""
    yield output
    name = output.name.removesuffix(".a").removesuffix(".b")
    for ending in ("", ".a", ".b"):
        # Not followed: the first may be a link to one of the others.
        yield output.with_name(name + ending)


def open_site(
    root: Path,
    *,
    content: Path | None = None,
    output: Path | None = None,
    state: Path | None = None,
    base_url: str | None = None,
    drafts: bool = False,
) -> Site:
    """Read a site's settings and settle its folders; what is not given has its usual place.

    Raises SiteError for a missing folder, bad settings, or folders that lie inside each other.
    """
    if not root.is_dir():
        raise SiteError(
            f"{root}: there is no such folder", hint="name the folder that holds site.toml or content/"
        )
    articles = content or root / "content"
    settings = with_options(settings_for(root, articles), base_url=base_url, drafts=drafts)
    alone = content is not None and not (root / "site.toml").exists()
    if not articles.is_dir():
        raise _no_content(root, articles, is_default=content is None)
    pages = output or root / "public"
    beside = (pages.parent if alone else root) / ".site-builder"
    elsewhere = _is_elsewhere(root, articles)
    own = beside / _state_name(articles) if elsewhere else beside
    _keep_apart(articles, pages)
    return Site(
        root=root,
        content=articles,
        output=pages,
        state=state or own,
        settings=settings,
        former_state=beside if elsewhere and not state else None,
    )


def with_options(settings: Settings, *, base_url: str | None, drafts: bool = False) -> Settings:
    """Return settings with what the command line states in their place. Raises SiteError for a bad address."""
    if base_url is not None:
        message, hint = check_base_url(base_url)
        if message:
            raise SiteError(f"--base-url {base_url!r} {message}", hint=hint)
        settings = msgspec.structs.replace(settings, base_url=base_url)
    return msgspec.structs.replace(settings, drafts=True) if drafts else settings


def _state_name(content: Path) -> str:
    """Return the name of the state folder of a content folder without a site, unlike that of any other."""
    path = os.path.realpath(content)
    digest = hashlib.sha256(os.fsencode(path)).hexdigest()
    return f"{os.path.basename(path)[:40]}-{digest[:8]}"


def _no_content(root: Path, articles: Path, *, is_default: bool) -> SiteError:
    """Return the error of a content folder that is none; `is_default` tells whether nobody named it."""
    if articles.is_file():
        folder = shlex.quote(display_path(articles.parent))
        return SiteError(
            f"{display_path(articles)}: is a file, and --content takes a folder of articles",
            hint=f"name its folder with --content {folder}, or look at it with "
            f"site-builder inspect {shlex.quote(display_path(articles))}",
        )
    if is_default and not (root / "site.toml").exists() and has_sources(root):
        name = display_path(root)
        return SiteError(
            f"{name}: is a folder of articles and not of a site, as there is neither site.toml nor content/ in it",
            hint=f"build it with --content {shlex.quote(name)}",
        )
    hint = "make one there" if is_default else "check the name"
    return SiteError(
        f"{display_path(articles)}: there is no such folder of articles",
        hint=f"{hint}, or name one with --content",
    )


def settings_for(root: Path, content: Path) -> Settings:
    """Read the settings of a site for a content folder, which need not be the site's own.

    The folders in `pages` are looked for in the site's own content; another one may lack them.
    Raises SiteError naming every mistake.
    """
    if not _is_elsewhere(root, content):
        return read_settings(root, content=content if content.is_dir() else None)
    settings = read_settings(root)
    there = tuple(folder for folder in settings.pages if (content / folder).is_dir())
    return msgspec.structs.replace(settings, pages=there)


def _is_elsewhere(root: Path, content: Path) -> bool:
    return os.path.realpath(content) != os.path.realpath(root / "content")


def read_settings(root: Path, *, content: Path | None = None) -> Settings:
    """Read the settings of the site in a folder; without site.toml the defaults hold.

    The folders that `pages` names are looked for in `content`, if it is given.
    Raises SiteError naming every mistake.
    """
    return load_settings(root, content=content, display_path=display_path)


def _keep_apart(content: Path, output: Path) -> None:
    source, target = os.path.realpath(content), os.path.realpath(output)
    if source == target or source.startswith(target + os.sep):
        raise SiteError(
            f"{display_path(output)}: the output folder holds the articles themselves",
            hint="name another one with --output",
        )


@cache
def theme_folder() -> Path:
    """Find the folder of the theme: in the package when installed, beside it in a clone."""
    inside = _PACKAGE / "_templates"
    return inside if inside.is_dir() else _PACKAGE.parent / "templates"


@cache
def code_digest() -> str:
    """Digest every file of the program and the versions of all it stands on.

    No build reuses what another version of them made.
    """
    versions = (sys.version, *_libraries(sys.path))
    digest = hashlib.sha256("\0".join(versions).encode("utf-8", "surrogateescape"))
    root = os.fspath(_PACKAGE)
    for above, folders, names in os.walk(root):
        folders[:] = sorted(set(folders) - {"__pycache__", "_templates"})
        for name in sorted(names):
            if name.endswith((".py", ".toml", ".json", ".msgpack", ".txt")):
                path = os.path.join(above, name)
                with open(path, "rb") as file:
                    digest.update(path.removeprefix(root).encode() + b"\0" + file.read())
    return digest.hexdigest()


_PACKAGE = Path(__file__).parents[1]

_SHAPING = (
    "anyascii",
    "jinja2",
    "markdown_it_py",
    "markupsafe",
    "mdurl",
    "msgspec",
    "nh3",
    "pygments",
    "pyyaml",
)
"""The libraries that shape pages, as the folders beside them are called that hold their versions."""


def _libraries(path: Iterable[str]) -> list[str]:
    """Name the versions of the libraries found along the search path.

    Asking Python for them takes longer than looking whether a site is up to date.
    """
    found: set[str] = set()
    for folder in path:
        with suppress(OSError):
            names = map(str.lower, os.listdir(folder or "."))
            found.update(name for name in names if name.endswith("-info") and name.startswith(_SHAPING))
    return sorted(found)


def digest_of(*parts: object) -> str:
    """Digest values that JSON can write, as hexadecimal digits."""
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def program_digest(site: Site) -> str:
    """Digest what decides how every source is understood: the program, and what people chose for all of them."""
    common = msgspec.structs.replace(
        site.settings, defaults=(), table=FactsTable(), drafts=False, notice_notes=()
    )
    return digest_of(code_digest(), common)


_NO_TEMPLATES = ("new/", "live/", "deploy/")
"""Folders of the theme that are for other commands: the starter site, the live server's, hosts' own."""


class Theme(msgspec.Struct, frozen=True):
    """The files that decide how pages look."""

    templates: dict[str, str]
    """By name: `article.html`."""
    static: dict[str, bytes]
    """By name under `static/`: `style.css`."""

    @property
    def digest(self) -> str:
        """Digest of all of it, as hexadecimal digits."""
        return hashlib.sha256(msgspec.msgpack.encode((self.templates, self.static))).hexdigest()


def open_theme(site: Site) -> Theme:
    """Read the theme, with the site's own files in place of their namesakes.

    Raises SiteError for a template that is not UTF-8 text.
    """
    templates: dict[str, str] = {}
    static: dict[str, bytes] = {}
    for name, data in theme_files((theme_folder(), site.root / "templates")):
        if name.startswith(_NO_TEMPLATES):
            continue
        if name.startswith("static/"):
            static[name.removeprefix("static/")] = data
            continue
        try:
            templates[name] = data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise SiteError(
                f"templates/{name}: is not UTF-8 text: {error}", hint="save it as UTF-8"
            ) from error
    return Theme(templates, static)


def with_digested_names(theme: Theme) -> Theme:
    """Put a digest into the names of the style sheets and scripts that templates name, and into the templates.

    A browser may then keep such a file for ever: another file has another name.
    A file that no template names as `static/NAME` keeps its name, as other files may refer to it.
    The style sheets among those that are named lose their comments and indentation.
    """
    templates = theme.templates
    static = dict(theme.static)
    texts = "\0".join(templates.values())
    names: dict[str, str] = {}
    for name, data in theme.static.items():
        stem, dot, ending = name.rpartition(".")
        if dot and ending in ("css", "js") and f"static/{name}" in texts:
            static[name] = compact_style(data) if ending == "css" else data
            names[name] = f"{stem}.{hashlib.sha256(static[name]).hexdigest()[:8]}.{ending}"
    if not names:
        return theme
    pattern = re.compile("static/(" + "|".join(map(re.escape, names)) + r")(?![\w.-])")
    return Theme(
        {
            name: pattern.sub(lambda found: f"static/{names[found[1]]}", text)
            for name, text in templates.items()
        },
        {names.get(name, name): data for name, data in static.items()},
    )
