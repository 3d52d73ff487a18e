"""The options of `mend-train ablate`. Imports nothing heavy: `--help` should not wait for torch."""

import argparse
from pathlib import Path

from ..command_line import command_line


def add_ablate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--study", required=True, type=Path, metavar="FILE", help="a YAML study, see training/recipes/ablations.yaml"
    )
    parser.add_argument("--tables", nargs="+", default=[], metavar="TITLE", help="which of its tables; else all")
    parser.set_defaults(run=lambda options: run_ablate(options, command_line("ablate", parser, options)))


def run_ablate(options: argparse.Namespace, command: str) -> None:
    from .run import ablate

    ablate(options.study, options.tables, command)
