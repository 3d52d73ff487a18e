"""A recipe as it stands in its file: what it takes from the recipe it starts from, and for which partition it is."""

from pathlib import Path
from typing import Any

import yaml

from .data.partitions import partition as known

Settings = dict[str, Any]

PLACE = "{partition}"
"""Stands for the partition's name in `output`."""


def read_settings(path: Path) -> Settings:
    """
    The settings of a recipe, and those of the recipe it starts from where it has none, but for that one's data and
    folder.
    """
    if not path.exists():
        raise SystemExit(f"no recipe at {path}")
    settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not settings.get("start"):
        return settings
    start = read_settings(Path(settings["start"]))
    return {name: value for name, value in start.items() if name not in ("data", "output", "start")} | settings


def is_per_partition(settings: Settings) -> bool:
    """Whether a recipe is for any of the seven partitions, with a folder for each."""
    return PLACE in str(settings.get("output", ""))


def for_partition(settings: Settings, partition: str, where: str) -> Settings:
    """The settings for one partition, where the recipe is for all of them."""
    data = settings.get("data") or {}
    name = partition or data.get("partition", "")
    if partition and not is_per_partition(settings):
        # Else it would go on in the folder of a model that was trained on other tasks.
        raise SystemExit(f"{where}: --partition is for recipes with {PLACE} in their output; this one is for one model")
    if is_per_partition(settings) and not name:
        raise SystemExit(f"{where} is for any partition: say which by --partition NAME")
    if not name:
        return settings
    output = str(settings.get("output", "")).replace(PLACE, known(name).name)
    return settings | {"data": data | {"partition": name}} | ({"output": output} if output else {})
