"""Where trained baselines are."""

from pathlib import Path

from ..recipe import Recipe


def folder_of(recipe: Recipe, name: str) -> Path:
    """`<output>/baselines/<name>`."""
    return recipe.folder("baselines") / name
