"""Write the file by which a host builds and publishes a site by itself."""

import json
import os
import re
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import msgspec
from jinja2 import Environment, StrictUndefined

from site_builder import __version__
from site_builder.model import SiteError


class Workflow(msgspec.Struct, frozen=True):
    """The file of one host."""

    template: str
    """Name under `deploy/` in the theme."""
    path: str
    """Relative to the site."""
    remark: str
    """What remains to be done by hand."""


WORKFLOWS: Mapping[str, Workflow] = {
    "github": Workflow(
        "github.yml",
        ".github/workflows/publish.yml",
        "commit it, and choose Pages, Source: GitHub Actions in the repository's settings",
    ),
    "gitlab": Workflow(
        "gitlab.yml", ".gitlab-ci.yml", "commit it; GitLab shows the address under Deploy, Pages"
    ),
    "netlify": Workflow("netlify.toml", "netlify.toml", "commit it, and import the repository at Netlify"),
    "cloudflare": Workflow(
        "wrangler.jsonc",
        "wrangler.jsonc",
        "commit it, import the repository under Workers, and copy the two commands from its first lines",
    ),
}


def write_workflow(host: str, site: Path, theme: Path) -> list[tuple[Path, str]]:
    """Write the file of a host into a site; return it with what remains to be done by hand.

    `theme` is the folder of the templates. Raises SiteError when a file is there already or cannot be written.
    """
    workflow = WORKFLOWS[host]
    path = site / workflow.path
    if os.path.lexists(path):
        raise SiteError(f"{path}: is there already", hint="move it away, or take over what you need by hand")
    template = (theme / "deploy" / workflow.template).read_text("utf-8")
    words = re.sub(r"[^a-z0-9]+", "-", site.resolve().name.lower()).strip("-") or "archive"
    requirement, remark = _requirement()
    text = Environment(undefined=StrictUndefined, keep_trailing_newline=True).from_string(template)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.render(requirement=requirement, name=words), "utf-8")
    except OSError as error:
        raise SiteError(
            f"{path}: cannot be written: {error.strerror}", hint="check the permissions"
        ) from error
    return [(path, "; ".join(filter(None, (workflow.remark, remark))))]


def _requirement() -> tuple[str, str]:
    """Return what installs this program elsewhere, from where it was installed here, and a remark on it."""
    try:
        text = distribution("site-builder").read_text("direct_url.json")
    except PackageNotFoundError:
        text = None
    origin = json.loads(text) if text else {}
    address = origin.get("url", "")
    vcs = origin.get("vcs_info", {})
    if vcs.get("vcs") == "git" and not address.startswith("file:"):
        return f"site-builder @ git+{address}@{vcs['commit_id']}", ""
    if address.startswith("https://"):
        return f"site-builder @ {address}", ""
    if not text:
        return f"site-builder=={__version__}", ""
    wheel = f"vendor/site_builder-{__version__}-py3-none-any.whl"
    return (
        wheel,
        f"put the program's wheel into the repository as {wheel}, or write there where it comes from",
    )
