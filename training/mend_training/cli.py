"""`mend-train`: one command a stage, each told everything by a recipe."""

import argparse
from collections.abc import Callable
from pathlib import Path

from .ablation.options import add_ablate
from .command_line import command_line
from .convert.command import add_convert
from .cost.options import add_cost
from .estimate.options import add_estimate
from .evaluation.partitions.options import add_partition_options
from .recipe import Recipe, load_recipe


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="mend-train", description=__doc__)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, stage in STAGES.items():
        _add_stage(commands.add_parser(name, help=stage.__doc__, description=stage.__doc__), stage)
    about = "measures the models, and writes the tables"
    _add_evaluate(commands.add_parser("evaluate", help=about, description=about))
    about = "trains what the vectors are compared with"
    _add_baseline(commands.add_parser("baseline", help=about, description=about))
    about = "trains variants of a recipe that differ in one setting each, and compares them"
    add_ablate(commands.add_parser("ablate", help=about, description=about))
    about = "counts and measures what answering costs, by published shape"
    add_cost(commands.add_parser("cost", help=about, description=about))
    about = "makes a model folder of a checkpoint of GPT-2 or T5, and of a distiller for it"
    add_convert(commands.add_parser("convert", help=about, description=about))
    about = "computes what training a distiller takes: FLOPs, hours, memory"
    add_estimate(commands.add_parser("estimate", help=about, description=about))
    options = parser.parse_args(arguments)
    options.run(options)


def _add_stage(parser: argparse.ArgumentParser, stage: Callable[[Recipe], None]) -> None:
    """A command that needs nothing but a recipe; commands with options of their own stand beside the stages."""
    _add_recipe(parser)
    parser.set_defaults(run=lambda options: stage(_recipe_of(options)))


def _add_recipe(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--recipe", required=True, type=Path, metavar="FILE", help="a YAML recipe, see training/recipes/"
    )
    parser.add_argument(
        "--partition", default="", metavar="NAME", help="which one, where the recipe is for all of them"
    )


def _recipe_of(options: argparse.Namespace) -> Recipe:
    return load_recipe(options.recipe, options.partition)


def _add_baseline(parser: argparse.ArgumentParser) -> None:
    _add_recipe(parser)
    parser.add_argument("--name", required=True, help="prompt-tuning, hypertuning or metaicl")
    parser.set_defaults(run=lambda options: baseline(_recipe_of(options), options.name))


def _add_evaluate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--recipe", required=True, type=Path, metavar="FILE", help="a YAML recipe, see training/recipes/"
    )
    parser.add_argument(
        "--arms",
        nargs="+",
        default=[],
        metavar="NAME",
        help="ways of answering to compare beside those that every table has; all: every one that is trained",
    )
    parser.add_argument(
        "--suite",
        choices=("gates", "counts", "shots", "attention", "partitions"),
        default="gates",
        help="the gates and held-out tasks; what each number of vectors keeps; what answers are "
        "worth by the number of demonstrations; what the target LM looks at; or the seven partitions of the MetaICL "
        "collection",
    )
    add_partition_options(parser)
    parser.set_defaults(run=evaluate, command=lambda options: command_line("evaluate", parser, options))


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


def baseline(recipe: Recipe, name: str) -> None:
    """Trains one of the baselines that are trained."""
    from .baselines.train import train_baseline
    from .prepare import open_workshop

    train_baseline(lambda: open_workshop(recipe), name)


def evaluate(options: argparse.Namespace) -> None:
    """One of the suites, with the arms asked for."""
    from .baselines.catalogue import asked_arms, check_names
    from .evaluation.attention import evaluate_attention
    from .evaluation.bench import open_bench
    from .evaluation.counts import evaluate_counts
    from .evaluation.partitions.options import run_partitions
    from .evaluation.report import evaluate_recipe
    from .evaluation.shots import evaluate_shots
    from .prepare import open_workshop

    check_names(options.arms)
    if options.suite == "partitions":
        run_partitions(options, options.command(options))
        return
    recipe = load_recipe(options.recipe)
    if recipe.data.partition:
        raise SystemExit(f"{options.recipe.name} is for a partition: evaluate it with --suite partitions")
    bench = open_bench(open_workshop(recipe))
    suites = {"counts": evaluate_counts, "shots": evaluate_shots, "attention": evaluate_attention}
    if options.suite in suites:
        suites[options.suite](bench)
        return
    evaluate_recipe(bench, asked_arms(bench, options.arms))


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
    "export": export,
}
