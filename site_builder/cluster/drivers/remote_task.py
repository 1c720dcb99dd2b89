"""Do a task on a worker of another machine."""

import logging

from site_builder.cluster.build_plan import StepResult
from site_builder.model import SiteError

_LOG = logging.getLogger("distributed.site_builder")
"""Goes where the log of a worker goes."""


class RemoteError(Exception):
    """What stopped a task on a worker, in a form that travels."""

    def __init__(self, message: str, hint: str, kind: str) -> None:
        super().__init__(message, hint, kind)
        self.message = message
        self.hint = hint
        self.kind = kind


def do_task(url: str, plan_name: str, step: str, number: int) -> StepResult:
    """Do one task on a worker."""
    from site_builder.cluster.steps import run_task

    _LOG.info("task %s %d begins", step, number + 1)
    try:
        result = run_task(url, plan_name, step, number)
    except SiteError as error:
        raise RemoteError(error.message, error.hint, type(error).__name__) from error
    _LOG.info("task %s %d is done", step, number + 1)
    return result
