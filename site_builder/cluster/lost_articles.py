"""Articles on which the program failed only when their pages were made: they are taken out of the lists again."""

import msgspec

from site_builder.cluster.build_plan import BuildPlan, needed_result, publish_plan
from site_builder.cluster.object_store import ObjectStore


def plan_without_lost(store: ObjectStore, name: str, plan: BuildPlan) -> str | None:
    """Make a plan that refuses what could not be rendered, once all is done; None where nothing was lost."""
    lost = [needed_result(store, name, "render", number).lost for number in range(len(plan.shards))]
    if not any(lost):
        return None
    shards = tuple(
        msgspec.structs.replace(shard, lost={**shard.lost, **more})
        for shard, more in zip(plan.shards, lost, strict=True)
    )
    return publish_plan(store, msgspec.structs.replace(plan, shards=shards))
