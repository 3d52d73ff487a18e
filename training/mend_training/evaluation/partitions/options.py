"""The options of the partitions' suite. Imports nothing heavy: `--help` should not wait for torch."""

import argparse


def add_partition_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("the partitions' suite")
    group.add_argument("--partition", nargs="+", default=[], metavar="NAME", help="which; else all seven")
    group.add_argument(
        "--demonstrations",
        choices=("fixed", "per-query"),
        default="fixed",
        help="drawn once for a seed, as MetaICL does, or for every query, as the authors of MEND do",
    )
    group.add_argument("--queries", type=int, default=0, metavar="N", help="at most so many a task and seed; 0: all")
    group.add_argument(
        "--without", nargs="+", default=[], metavar="ARM", help="arms to leave out, such as other-vectors"
    )


def run_partitions(options: argparse.Namespace, command: str) -> None:
    """Runs the suite as the options say."""
    from .questions import Asking
    from .run import Request, evaluate_partitions

    if options.queries < 0:
        raise SystemExit(f"--queries is {options.queries}; it must be 0 (all) or more")
    asking = Asking(options.demonstrations == "per-query", options.queries)
    evaluate_partitions(Request(options.recipe, options.partition, asking, options.arms, options.without, command))
