"""Check a site without touching it: configuration, problems of the build, links inside and to other hosts."""

from site_builder.checking.check import CheckReport, ExternalOptions, check
from site_builder.checking.external import REQUEST_LIMIT, ExternalSummary, HttpClient, RateLimiter

__all__ = [
    "REQUEST_LIMIT",
    "CheckReport",
    "ExternalOptions",
    "ExternalSummary",
    "HttpClient",
    "RateLimiter",
    "check",
]
