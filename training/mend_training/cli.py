"""`mend-train`: one command a stage, each told everything by a recipe."""

import argparse
from collections.abc import Callable
from pathlib import Path

from .cost.options import add_cost
from .recipe import Recipe, load_recipe


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="mend-train", description=__doc__)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, stage in STAGES.items():
        _add_stage(commands.add_parser(name, help=stage.__doc__, description=stage.__doc__), stage)
    about = "counts and measures what answering costs, by published shape"
    add_cost(commands.add_parser("cost", help=about, description=about))
    options = parser.parse_args(arguments)
    options.run(options)


def _add_stage(parser: argparse.ArgumentParser, stage: Callable[[Recipe], None]) -> None:
    """A command that needs nothing but a recipe; commands with options of their own stand beside the stages."""
    parser.add_argument(
        "--recipe", required=True, type=Path, metavar="FILE", help="a YAML recipe, see training/recipes/"
    )
    parser.add_argument(
        "--partition", default="", metavar="NAME", help="which one, where the recipe is for all of them"
    )
    parser.set_defaults(run=lambda options: stage(load_recipe(options.recipe, options.partition)))


def tokenizer(recipe: Recipe) -> None:
    """makes the tokenizer"""
    from .prepare import make_tokenizer

    print(f"wrote {make_tokenizer(recipe)}")


def lm(recipe: Recipe) -> None:
    """trains the target LM"""
    from .lm import train_lm
    from .prepare import open_workshop

    train_lm(open_workshop(recipe))


def pretrain(recipe: Recipe) -> None:
    """stage 1: the distiller learns to read"""
    from .prepare import open_workshop
    from .pretrain import pretrain_distiller

    pretrain_distiller(open_workshop(recipe))


def finetune(recipe: Recipe) -> None:
    """stage 2: the distiller learns to stand in for demonstrations"""
    from .finetune import finetune_distiller
    from .prepare import open_workshop

    finetune_distiller(open_workshop(recipe))


def evaluate(recipe: Recipe) -> None:
    """measures the models, and writes the tables"""
    from .evaluation.bench import open_bench, standing_arms
    from .evaluation.report import evaluate_recipe
    from .prepare import open_workshop

    bench = open_bench(open_workshop(recipe))
    evaluate_recipe(bench, standing_arms(bench))


def export(recipe: Recipe) -> None:
    """writes the model folder"""
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
