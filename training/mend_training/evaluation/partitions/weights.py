"""Digests of weights, by which it is known whether a score still holds."""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

from ...recipe import Recipe


def digests(recipe: Recipe, of_target: Iterable[str], standing: Iterable[str]) -> Callable[[str], str]:
    """
    Of the weights an arm answers with, by its name: the target LM's alone for the arms `of_target`, the finetuned
    distiller's too for the other `standing` ones, every baseline's too for all others; and of the settings by which
    text becomes tokens and vectors.
    """
    target = [recipe.made("lm/model.safetensors")]
    distiller = recipe.folder("finetune") / "model.safetensors"
    baselines = sorted(recipe.folder("baselines").glob("**/*.safetensors"))
    named = repr((recipe.model, recipe.template, recipe.limits))
    everything = digest(named, [*target, distiller, *baselines])
    known = dict.fromkeys(standing, digest(named, [*target, distiller])) | dict.fromkeys(
        of_target, digest(named, target)
    )
    return lambda arm: known.get(arm, everything)


def digest(named: str, files: list[Path]) -> str:
    """Of a name and of files' contents; a file that is not there counts as that."""
    found = hashlib.sha256(named.encode())
    for path in files:
        found.update(path.read_bytes() if path.exists() else b"none")
    return found.hexdigest()[:16]
