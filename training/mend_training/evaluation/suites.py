"""Which episodes a report is made of: the gates, and the held-out tasks."""

from collections.abc import Callable

import torch
from accelerate import PartialState
from accelerate.utils import gather_object

from ..data.holdout import holdout
from ..data.source import Task
from ..data.synthetic import SyntheticTasks
from ..families.rows import Queries
from ..families.target import TargetLM
from .arms import Arm
from .episodes import Episode, mapping_episode, natural_episode, synthetic_episode
from .measure import TaskResult, measure

SEEDS = (13, 21, 42, 87, 100)
SHOTS = 16
QUERIES = 20
MAPPINGS = (2, 3, 5)
SYNTHETIC = ("category", "keyword", "position", "member")


@torch.inference_mode()
def copying(target: TargetLM, periods: tuple[int, ...] = (6, 12, 20, 48)) -> dict[int, float]:
    """
    Gate 0: accuracy (per cent) of the next token in the second copy of a random string, by the string's length, over
    5 seeds of 16 strings.
    """
    result = {}
    for period in periods:
        right = total = 0.0
        for seed in SEEDS:
            generator = torch.Generator().manual_seed(seed * 1000 + period)
            string = torch.randint(1, target.vocabulary, (16, period), generator=generator)
            string = string.to(target.embeddings.weight.device)
            again = Queries.of([(row, ids[:1], ids[1:]) for row, ids in enumerate(string.tolist())], string.device)
            hidden = target.behind(target.embeddings(string), again.lengths, again)
            predicted = target.head(hidden[:, :-1]).argmax(-1)
            right += (predicted == string[:, 1:]).sum().item()
            total += predicted.numel()
        result[period] = 100 * right / total
    return result


def mapping_results(arms: list[Arm], synthetic: SyntheticTasks, shots: int | None = None) -> list[TaskResult]:
    """Gate 1: words with arbitrary labels; the vectors of another seed (other words, other labels) are the control."""
    many = SHOTS if shots is None else shots
    packs = [
        *([mapping_episode(synthetic, labels, seed, many, QUERIES) for seed in SEEDS] for labels in MAPPINGS),
        *([synthetic_episode(synthetic, kind, seed, many, QUERIES) for seed in SEEDS] for kind in SYNTHETIC),
    ]
    return shared([lambda pack=pack: measure(arms, pack, rotated(pack)) for pack in packs])


def held_out_results(
    arms: list[Arm], tasks: dict[str, Task], shots: int | None = None
) -> tuple[list[TaskResult], list[TaskResult]]:
    """
    Gates 2 and 3: held-out tasks with relatives in training, and novel ones; the control is the vectors of another
    held-out task.
    """
    rule, many = holdout(), SHOTS if shots is None else shots
    names = [sorted(rule.relatives), sorted(rule.novel)]
    episodes = {
        name: task_episodes(tasks[name], many)
        for name in names[0] + names[1]
        if name in tasks and len(tasks[name].train) >= many
    }
    known = [name for name in names[0] + names[1] if name in episodes]

    def measured(name: str) -> TaskResult:
        other = known[(known.index(name) + 1) % len(known)]
        return measure(arms, episodes[name], episodes[other])

    asked = [
        [name for name in group if name in episodes and all(one.queries for one in episodes[name])] for group in names
    ]
    results = shared([lambda name=name: measured(name) for name in asked[0] + asked[1]])
    return results[: len(asked[0])], results[len(asked[0]) :]


def shared(jobs: list[Callable[[], TaskResult]]) -> list[TaskResult]:
    """The jobs' results in their order; several processes share the jobs, and each gets all results."""
    state = PartialState()
    mine = []
    for index in range(state.process_index, len(jobs), state.num_processes):
        mine.append((index, jobs[index]()))
        print(f"{index + 1}/{len(jobs)} {mine[-1][1].task}", flush=True)
    return [result for _, result in sorted(gather_object(mine), key=lambda pair: pair[0])]


def task_episodes(task: Task, shots: int) -> list[Episode]:
    return [natural_episode(task, seed, shots, QUERIES) for seed in SEEDS]


def rotated(episodes: list[Episode]) -> list[Episode]:
    return episodes[1:] + episodes[:1]
