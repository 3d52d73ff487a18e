"""The families that the export knows."""

from __future__ import annotations

from torch import nn

from .errors import ExportError
from .family import Family
from .gpt2.family import GPT2
from .t5.family import T5

FAMILIES = (GPT2, T5)


def family_of(model: nn.Module) -> Family:
    """The family of a target LM or of a distiller's body; ExportError where it belongs to none."""
    for family in FAMILIES:
        if isinstance(model, (family.target, family.body)):
            return family
    raise ExportError(f"{type(model).__name__} belongs to no known family: {', '.join(each.name for each in FAMILIES)}")


def family_named(name: str) -> Family:
    """By the name in the manifest."""
    return next(family for family in FAMILIES if family.name == name)
