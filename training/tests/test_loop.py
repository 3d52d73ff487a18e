"""How the loop shares a step among processes, and how the learning rate goes."""

from types import SimpleNamespace

import pytest
from accelerate.utils import DistributedType

from mend_training.loop import LoopSettings, learning_rate, shards_of


def settings(**changes) -> LoopSettings:
    return LoopSettings(**{"steps": 10, "learning_rate": 1.0, **changes})


def process(index: int, processes: int, kind: DistributedType = DistributedType.MULTI_GPU):
    return SimpleNamespace(process_index=index, num_processes=processes, distributed_type=kind)


@pytest.mark.parametrize(("items", "processes", "micro_batch"), [(8, 1, 1), (8, 8, 1), (8, 2, 3), (8, 2, 0), (7, 2, 2)])
def test_shards_of_all_processes_are_the_whole_step(items, processes, micro_batch):
    shards = [
        shard
        for index in range(processes)
        for shard in shards_of(settings(micro_batch=micro_batch), process(index, processes), items)
    ]
    rows = sorted(row for shard in shards for row in range(items)[shard.rank :: shard.world])
    assert rows == list(range(items))
    largest = max(len(range(items)[shard.rank :: shard.world]) for shard in shards)
    assert largest <= (micro_batch or items)
    assert all(range(items)[shard.rank :: shard.world] for shard in shards)


def test_what_cannot_be_shared_is_refused():
    with pytest.raises(SystemExit, match="8 packs or documents cannot be shared among 3 processes"):
        shards_of(settings(micro_batch=1), process(0, 3), 8)
    with pytest.raises(SystemExit, match="2 packs or documents cannot be shared among 4"):
        shards_of(settings(), process(0, 4), 2)
    with pytest.raises(SystemExit, match="lm.loop.micro_batch"):
        shards_of(settings(micro_batch=1), process(0, 1), 0)
    # FSDP deadlocks where one process runs the model more often than another.
    for wrong, items in ((settings(), 8), (settings(micro_batch=2), 8), (settings(micro_batch=1), 9)):
        with pytest.raises(SystemExit, match="loop.micro_batch to 1|cannot be shared"):
            shards_of(wrong, process(0, 2, DistributedType.FSDP), items)
    assert len(shards_of(settings(micro_batch=1), process(1, 2, DistributedType.FSDP), 8)) == 4


def test_the_papers_schedule_falls_to_nothing_in_a_straight_line():
    straight = settings(warmup=0, decay=1.0, floor=0.0)
    assert [round(learning_rate(straight, step), 6) for step in (0, 1, 5, 9)] == [1.0, 0.9, 0.5, 0.1]


def test_without_other_settings_it_falls_to_a_tenth():
    assert learning_rate(settings(warmup=0, decay=0.5), 3) == 1.0
    assert round(learning_rate(settings(warmup=0, decay=0.5, steps=1000), 999), 2) == 0.1
