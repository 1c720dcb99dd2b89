"""The tasks as a printed plan, for schedulers of other kinds."""

import shlex
from typing import Any

import msgspec

from site_builder.cluster.build_plan import BuildPlan
from site_builder.cluster.steps import STEPS


def as_json(plan: BuildPlan, url: str, name: str) -> str:
    """Return steps with their tasks as JSON; a step begins when those it comes after are done."""
    steps: list[dict[str, Any]] = []
    for step, kind in STEPS.items():
        count = kind.tasks(plan)
        if count:
            steps.append(
                {
                    "step": step,
                    "tasks": count,
                    "after": [other for other in kind.after if STEPS[other].tasks(plan)],
                    "command": ["site-builder", "cluster", "step", step, f"{{i}}/{count}", "--store", url],
                }
            )
    value = {"plan": name, "store": url, "articles": sum(s.articles for s in plan.shards), "steps": steps}
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n"


def as_makefile(plan: BuildPlan, url: str) -> str:
    """Return a makefile: `make -j 8 -f FILE`; tasks that are done are found out by asking the store."""
    lines = ["# Tasks of one build over shards; run with: make -j JOBS -f THIS_FILE", ".PHONY: all"]
    lines += ["all: finish", ""]
    for step, kind in STEPS.items():
        count = kind.tasks(plan)
        targets = [f"{step}-{number}" for number in range(1, count + 1)]
        after = " ".join(other for other in kind.after if STEPS[other].tasks(plan))
        lines += [f".PHONY: {step} {' '.join(targets)}", f"{step}: {' '.join(targets)}"]
        for number, target in enumerate(targets, 1):
            command = f"site-builder cluster step {step} {number}/{count} --store {shlex.quote(url)}"
            lines += [f"{target}: {after}", "\t" + command.replace("$", "$$")]
        lines.append("")
    return "\n".join(lines)
