"""Publish a built site to static hosting: plan, upload, switch, verify."""

from site_builder.deploy.configuration import (
    TargetSettings,
    choose_target,
    read_targets,
    target_kinds,
    without_secrets,
)
from site_builder.deploy.deploy_plan import Ceiling, DeployChange, DeployPlan
from site_builder.deploy.host import Connection, DeployError, Host, StallTimer, Target
from site_builder.deploy.http_api import Api
from site_builder.deploy.publish import Deployed, Reporter, deploy_site, find_release
from site_builder.deploy.releases import Release
from site_builder.deploy.site_files import ListSite, list_site
from site_builder.deploy.source_version import source_version
from site_builder.deploy.verification import Extent, files_to_read, verify_site

__all__ = [
    "Api",
    "Ceiling",
    "Connection",
    "DeployChange",
    "DeployError",
    "DeployPlan",
    "Deployed",
    "Extent",
    "Host",
    "ListSite",
    "Release",
    "Reporter",
    "StallTimer",
    "Target",
    "TargetSettings",
    "choose_target",
    "deploy_site",
    "files_to_read",
    "find_release",
    "list_site",
    "read_targets",
    "source_version",
    "target_kinds",
    "verify_site",
    "without_secrets",
]
