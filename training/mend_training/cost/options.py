"""The options of `mend-train cost`. Imports nothing heavy: `--help` should not wait for torch."""

import argparse
from pathlib import Path

from ..command_line import command_line

SHAPE_NAMES = ("gpt2", "gpt2-large", "gpt2-xl", "t5-large")


def add_cost(parser: argparse.ArgumentParser) -> None:
    """The options, and what runs with them."""
    add = parser.add_argument
    add("--count-only", action="store_true", help="count FLOPs and bytes, measure nothing")
    add("--shapes", nargs="+", choices=SHAPE_NAMES, default=list(SHAPE_NAMES), help="published target LMs")
    add("--batches", nargs="+", type=int, default=[1, 16], help="queries behind one set of demonstrations")
    add("--demonstration-tokens", type=int, default=767, help="what the target LM reads of the demonstrations")
    add("--distiller-tokens", type=int, default=643, help="what the distiller reads of them")
    add("--query-tokens", type=int, default=56, help="a query with one option")
    add("--vectors", type=int, default=100, help="distilled vectors, and the prompt of PromptTuning")
    add("--skip-other-lengths", action="store_true", help="leave out the table of other lengths")
    add("--max-seconds", type=float, default=60.0, help="measure no cell whose round would take longer")
    add("--max-memory", type=float, default=12.0, help="nor one that might need more GB")
    add("--total-minutes", type=float, default=60.0, help="begin no cell after so many minutes of measuring")
    add("--threads", type=int, default=0, help="of the processor (default: as many as PyTorch likes)")
    add("--output", type=Path, default=Path("docs/cost.md"), help="the report")
    parser.set_defaults(run=_run, command=lambda options: command_line("cost", parser, options))


def _run(options: argparse.Namespace) -> None:
    from .command import run

    run(options)
