"""Requests to the hosts that articles link to: which are allowed, how often, what they answered, what is cached."""

from site_builder.checking.external.external_links import (
    REQUEST_LIMIT,
    ExternalReport,
    ExternalSummary,
    NetworkDownError,
    check_external,
    collect_occurrences,
)
from site_builder.checking.external.http_client import HttpClient
from site_builder.checking.external.link_cache import LinkCache, LinkStatus
from site_builder.checking.external.rate_limit import RateLimiter

__all__ = [
    "REQUEST_LIMIT",
    "ExternalReport",
    "ExternalSummary",
    "HttpClient",
    "LinkCache",
    "LinkStatus",
    "NetworkDownError",
    "RateLimiter",
    "check_external",
    "collect_occurrences",
]
