"""A small built site on disk, and deploys of it in this process."""

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from site_builder.deploy import (
    Connection,
    DeployPlan,
    StallTimer,
    TargetSettings,
    deploy_site,
    list_site,
    read_targets,
)

PAGES = {
    "index.html": "<h1>Home</h1>",
    "404.html": "<h1>Nothing here</h1>",
    "feed.xml": "<feed/>",
    "sitemap.xml": "<urlset/>",
    "static/style.aaaaaaaa.css": "body { color: black }",
    "regions/north/index.html": "<h1>North</h1>",
    "articles/a/index.html": '<link href="../../static/style.aaaaaaaa.css"><h1>A</h1>',
    "articles/ab/index.html": "<h1>AB</h1>",
    "articles/a/article.md": "# A",
    ".well-known/security.txt": "Contact: keeper@archive.example",
    ".site-builder-ledger": "no business of readers",
}


class Recorder:
    """Hears a deploy and keeps what it heard."""

    def __init__(self) -> None:
        self.plans: list[DeployPlan] = []
        self.sent_paths: list[str] = []

    def planned(self, plan):
        self.plans.append(plan)

    def sent(self, change, done, total):
        self.sent_paths.append(change.path)

    def step(self, text):
        pass


class BuiltSite:
    """A folder with `public/` and `site.toml`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.public = root / "public"
        self.clock = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
        self.environment: dict[str, str] = {}
        for path, text in PAGES.items():
            self.write(path, text)

    def write(self, path, text):
        place = self.public / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)

    def remove(self, path):
        (self.public / path).unlink()

    def files(self):
        """The files that a host should show, by path, as bytes."""
        return {
            path.relative_to(self.public).as_posix(): path.read_bytes()
            for path in self.public.rglob("*")
            if path.is_file() and path.name != ".site-builder-ledger"
        }

    def configure(self, table: str) -> TargetSettings:
        (self.root / "site.toml").write_text(f"[deploy.web]\n{table}\n")
        return read_targets(self.root, shown="site.toml")["web"]

    def connect(self, target: TargetSettings, *, timer=None):
        connection = Connection(
            name=target.name,
            root=self.root,
            state=self.root / ".site-builder" / "deploy" / target.name,
            url=target.url,
            environment=self.environment,
            timer=timer or StallTimer(),
            warn=lambda text: None,
        )
        return target.target.connect(target.settings, connection)

    def deploy(
        self,
        target,
        *,
        host=None,
        dry_run=False,
        allow_removals=None,
        recorder=None,
        timer=None,
        list_files=None,
    ):
        """Deploy a second after the deploy before; return what it did."""
        self.clock += timedelta(seconds=1)
        timer = timer or StallTimer()
        return deploy_site(
            list_files or partial(list_site, self.public),
            target,
            host or self.connect(target, timer=timer),
            dry_run=dry_run,
            allow_removals=allow_removals,
            now=self.clock,
            timer=timer,
            reporter=recorder or Recorder(),
        )
