"""Check a site without touching it: configuration, problems of the build, links inside and to other hosts."""

from site_builder.checking.asking import Asker
from site_builder.checking.crowd import Pace
from site_builder.checking.external import LIMIT, External
from site_builder.checking.whole import Asking, Checked, check

__all__ = ["LIMIT", "Asker", "Asking", "Checked", "External", "Pace", "check"]
