"""A study: a YAML file of tables, each of variants of one recipe that differ in a few settings."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ..recipe import build


@dataclass(frozen=True)
class Variant:
    """`set`: settings that are others than the base recipe's, by their dotted names, such as `finetune.kl_weight`."""

    name: str
    set: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class StudyTable:
    """`about`: what the table asks, and what to know of it."""

    title: str
    variants: tuple[Variant, ...]
    about: str = ""


@dataclass(frozen=True)
class Study:
    """`base`: the recipe that every variant is one of; `output`: the folder for all of them."""

    base: str
    output: str
    tables: tuple[StudyTable, ...]


def load_study(path: Path) -> Study:
    if not path.exists():
        raise SystemExit(f"no study at {path}")
    values = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(values, dict):
        raise SystemExit(f"{path.name}: expected base, output and tables")
    study = build(Study, values, path.name)
    titles = [table.title for table in study.tables]
    for table in study.tables:
        names = [variant.name for variant in table.variants]
        for kind, found in (("tables", titles), ("variants", names)):
            twice = next((name for name in found if found.count(name) > 1), None)
            if twice is not None:
                raise SystemExit(f"{path.name}: two {kind} are named {twice!r}: give each its own name")
    return study
