"""`mend-train`: one command a stage, each told everything by a recipe."""

import argparse
from pathlib import Path

from .recipe import Recipe, load_recipe


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="mend-train", description=__doc__)
    parser.add_argument("stage", choices=list(STAGES), help="what to do")
    parser.add_argument(
        "--recipe", required=True, type=Path, metavar="FILE", help="a YAML recipe, see training/recipes/"
    )
    options = parser.parse_args(arguments)
    STAGES[options.stage](load_recipe(options.recipe))


def tokenizer(recipe: Recipe) -> None:
    from .prepare import make_tokenizer

    print(f"wrote {make_tokenizer(recipe)}")


def lm(recipe: Recipe) -> None:
    from .lm import train_lm
    from .prepare import open_workshop

    train_lm(open_workshop(recipe))


def pretrain(recipe: Recipe) -> None:
    from .prepare import open_workshop
    from .pretrain import pretrain_distiller

    pretrain_distiller(open_workshop(recipe))


def finetune(recipe: Recipe) -> None:
    from .finetune import finetune_distiller
    from .prepare import open_workshop

    finetune_distiller(open_workshop(recipe))


def evaluate(recipe: Recipe) -> None:
    from .evaluation.report import evaluate_recipe
    from .prepare import open_workshop

    evaluate_recipe(open_workshop(recipe))


def export(recipe: Recipe) -> None:
    from .export.recipe import export_recipe
    from .prepare import open_workshop

    export_recipe(open_workshop(recipe))


# Imports stand inside the stages: `--help` and a wrong recipe should not wait for torch.
STAGES = {
    "tokenizer": tokenizer,
    "lm": lm,
    "pretrain": pretrain,
    "finetune": finetune,
    "evaluate": evaluate,
    "export": export,
}
