"""Runs the partitions' suite: trains nothing, asks what has not been asked yet, and reports when all is finished."""

import time
from dataclasses import dataclass
from pathlib import Path

import torch
from accelerate import PartialState

from ...baselines.catalogue import ARMS, asked_arms, option
from ...data.partitions import partition, partitions
from ...prepare import open_workshop
from ...recipe import Recipe, load_recipe
from ...recipe_file import PLACE, is_per_partition, read_settings
from ..bench import Bench, open_bench
from .plan import Plan, Unit
from .questions import Asking
from .report import write_report
from .seen import collection, training_of
from .store import Store
from .trial import Trial
from .weights import digests
from .words import Reported

OF_TARGET = ("zero-shot", "full ICL", "shuffled labels")
"""Standing arms that need the target LM alone."""
STANDING = (*OF_TARGET, "distilled", "fewer shots", "random vectors", "other vectors")


@dataclass(frozen=True)
class Request:
    """What the command line asks for; `without`: arms to leave out, by their names on it."""

    recipe: Path
    partitions: list[str]
    asking: Asking
    arms: list[str]
    without: list[str]
    command: str


def evaluate_partitions(request: Request) -> None:
    """
    Asks every target task of the partitions, the work shared among the processes that accelerate launched. Scores are
    kept line by line in `partitions/` of the output folder; the process that finishes last writes the report there.
    """
    check_without(request.without)
    settings = read_settings(request.recipe)
    names = chosen(request.partitions, settings.get("data", {}).get("partition", ""), is_per_partition(settings))
    state = PartialState(cpu=not torch.cuda.is_available())
    folder = Path(str(settings.get("output", Recipe.output)).split(PLACE)[0]) / "partitions"
    store = Store(folder, state.process_index)
    reported = []
    for name in names:
        recipe = load_recipe(request.recipe, name if is_per_partition(settings) else "")
        trial, bench = open_trial(recipe, name, request)
        plan = trial.plan()
        run_share(trial, plan, store, state)
        training = training_of(recipe)
        seen = {task: training.seen(trial.tasks[task]) for task in trial.presence.targets}
        reported.append(Reported(plan, recipe, bench.workshop.shape, seen, bench.distiller is not None))
    store.refresh()
    if all(one.plan.finished(store) for one in reported):
        print(f"wrote {write_report(folder, reported, store, request.asking, request.command)}", flush=True)


def chosen(asked: list[str], own: str, per_partition: bool) -> list[str]:
    """The partitions asked for; else that of the model, where it is of one alone, or all."""
    names = asked or ([own] if own and not per_partition else partitions())
    return list(dict.fromkeys(partition(name).name for name in names))


def open_trial(recipe: Recipe, name: str, request: Request) -> tuple[Trial, Bench]:
    bench = open_bench(open_workshop(recipe))
    arms = [arm for arm in asked_arms(bench, request.arms) if option(arm.name) not in request.without]
    tasks = collection(Path(recipe.data.tasks or recipe.data.folder))
    made = digests(recipe, OF_TARGET, STANDING)
    return Trial(partition(name), bench.answerer, arms, tasks, request.asking, made), bench


def run_share(trial: Trial, plan: Plan, store: Store, state: PartialState) -> None:
    """
    This process's part of the work. Every partition gives a task and a seed to the same process, so that scores that
    hold for several are found again.
    """
    mine = [unit for unit in plan.keys if place(unit) % state.num_processes == state.process_index]
    for number, unit in enumerate(mine, 1):
        began, done = time.monotonic(), list(trial.run(unit, plan, store))
        if done:
            spent = f"{len(done)} arms, {time.monotonic() - began:.0f} s"
            print(f"{trial.partition.name} {number}/{len(mine)} {unit.task} {unit.seed}: {spent}", flush=True)


def place(unit: Unit) -> int:
    """A number of its own for every target task and seed."""
    targets = sorted({task for one in partitions().values() for task in one.targets})
    return targets.index(unit.task) + unit.seed


def check_without(names: list[str]) -> None:
    """Refuses names in `--without` that no arm has, or that all others are measured by."""
    known = [option(name) for name in (*STANDING, *ARMS)]
    for name in names:
        if name not in known:
            raise SystemExit(f"--without: no arm {name!r}; known are {', '.join(known)}")
        if name in ("zero-shot", "full-icl"):
            raise SystemExit(f"--without: {name} stays, since the others are measured by it")
