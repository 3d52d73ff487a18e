"""The options of `mend-train estimate`. Imports nothing heavy: `--help` should not wait for torch."""

import argparse
from pathlib import Path


def add_estimate(parser: argparse.ArgumentParser) -> None:
    """The options, and what runs with them."""
    parser.add_argument(
        "--recipe",
        required=True,
        nargs="+",
        type=Path,
        metavar="FILE",
        help="recipes for target LMs that exist, see training/recipes/",
    )
    parser.add_argument(
        "--utilisation",
        type=float,
        default=0.2,
        metavar="SHARE",
        help="what share of a GPU's peak the training reaches (default: %(default)s)",
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    from .report import estimate

    estimate(options.recipe, options.utilisation)
