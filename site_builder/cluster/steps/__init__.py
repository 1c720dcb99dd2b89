"""The steps of a build over shards, one module each; all tasks of a step are independent of each other."""

from site_builder.cluster.steps.step_table import STEPS, Step, Task, run_task

__all__ = ["STEPS", "Step", "Task", "run_task"]
