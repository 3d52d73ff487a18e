"""A variant as a recipe: the base recipe's settings with its own in their places, in folders of its own."""

import copy
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..recipe import Recipe, recipe_of
from ..recipe_file import Settings, read_settings
from .study import Study, Variant

STAGE_1 = ("model", "data", "template", "limits", "pretrain", "start")
"""Settings that stage 1 depends on; besides, its start of reading is fitted to tasks as stage 2 draws them."""


@dataclass(frozen=True)
class Trial:
    """
    A variant's two stages. `first` makes stage 1, which variants that differ in stage 2 alone share; `whole` goes on
    from it.
    """

    first: Recipe
    whole: Recipe


def trial(study: Study, variant: Variant) -> Trial:
    """Refuses settings that there are not."""
    settings = with_changes(read_settings(Path(study.base)), variant)
    where = f"{Path(study.base).name} ({variant.name})"
    drawn = {"shots": settings["finetune"].get("shots"), "packs": settings["finetune"].get("phases", [])[-1:]}
    first = settings | {"output": folder(study, "stage-1", {name: settings.get(name) for name in STAGE_1} | drawn)}
    whole = settings | {"output": folder(study, "variant", settings)}
    made = recipe_of(first, where)
    return Trial(made, recipe_of(whole, where, start=made))


def with_changes(settings: Settings, variant: Variant) -> Settings:
    changed = copy.deepcopy(settings)
    for name, value in variant.set.items():
        *path, last = name.split(".")
        inner: Any = changed
        for part in path:
            inner = inner.setdefault(part, {}) if isinstance(inner, dict) else None
        if not isinstance(inner, dict):
            raise SystemExit(f"variant {variant.name!r}: {name} is not the name of a setting")
        inner[last] = value
    return changed


def folder(study: Study, kind: str, settings: dict[str, Any]) -> str:
    """The same for the same settings, so that nothing is trained twice, and another where one of them changed."""
    text = json.dumps(settings, sort_keys=True, default=str)
    return str(Path(study.output) / f"{kind}-{hashlib.sha256(text.encode()).hexdigest()[:10]}")
