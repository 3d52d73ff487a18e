"""
Every arm beside those that each table has, by the name of its column; on the command line, lower case with hyphens.
"""

from collections.abc import Callable

from ..evaluation.arms import Arm
from ..evaluation.bench import Bench, NotTrained, standing_arms
from .ablations import CHANGES, changed_icl, changed_vectors
from .channel import channel_icl
from .choice import nearest_shots, random_shots
from .compression import compressed_text
from .hypertuning import hypertuning
from .mean_embeddings import mean_embeddings
from .metaicl import metaicl
from .prompt_tuning import prompt_tuning
from .task_prompts import task_prompts
from .task_vectors import task_vector

Build = Callable[[Bench, str], Arm]
"""Makes an arm of that name; raises `NotTrained` where it lacks weights."""

ARMS: dict[str, Build] = {
    "channel ICL": channel_icl,
    "random shots": random_shots,
    "nearest shots": nearest_shots,
    "compressed text": compressed_text,
    "mean embeddings": mean_embeddings,
    "task vector": task_vector,
    "prompt tuning": prompt_tuning,
    "prompt tuning per task": task_prompts,
    "HyperTuning": hypertuning,
    "MetaICL": metaicl,
    **{f"full ICL {change}": changed_icl(change) for change in CHANGES},
    **{f"distilled {change}": changed_vectors(change) for change in CHANGES},
}

ALL = "all"


def check_names(names: list[str]) -> None:
    """Raises `SystemExit` where `--arms` names what is not there."""
    known = [ALL, *map(option, ARMS)]
    for name in names:
        if name not in known:
            raise SystemExit(f"--arms: no arm {name!r}; known are {', '.join(known)}")


def asked_arms(bench: Bench, names: list[str]) -> list[Arm]:
    """
    The standing arms and those asked for, by their names on the command line; `all`: every one whose weights exist.
    Raises `SystemExit` where one that is asked for by its name is not trained.
    """
    check_names(names)
    arms = standing_arms(bench)
    for name in ARMS:
        one = option(name)
        if one in names or ALL in names:
            try:
                arms.append(ARMS[name](bench, name))
            except NotTrained as error:
                if one in names:
                    raise SystemExit(f"--arms: {error}") from error
                print(f"left out: {error}", flush=True)
    return arms


def option(name: str) -> str:
    """An arm's name on the command line."""
    return name.lower().replace(" ", "-")
