"""`mend-train convert`: its options, and how it ends."""

from __future__ import annotations

import argparse
import signal
from pathlib import Path
from typing import NoReturn

DTYPES = ("fp32", "fp16", "int8", "q4")


def add_convert(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="FROM", help="a checkpoint's folder, or the id of a model on the hub")
    parser.add_argument("to", metavar="TO", type=Path, help="the model folder to write; its name is the model's id")
    parser.add_argument(
        "--distiller",
        metavar="CHECKPOINT",
        help="one in the layout of MEND's authors, or a model folder that holds one; default: that of FROM",
    )
    parser.add_argument(
        "--dtype",
        dest="dtypes",
        nargs="+",
        choices=DTYPES,
        default=["int8"],
        help="what the graphs compute with, the first by default in the editor; fp16 brings fp32 along (default: int8)",
    )
    parser.add_argument("--query-in", choices=("decoder", "encoder"), help="where a T5 reads the query")
    parser.add_argument("--context", type=int, metavar="TOKENS", help="the longest text a T5 is to be given")
    parser.add_argument("--no-check", dest="check", action="store_false", help="do not compare with transformers")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    from ..export.errors import ExportError
    from .convert import convert
    from .order import Order

    # What is half written is removed on the way out, of whatever kind that is.
    signal.signal(signal.SIGTERM, _terminated)
    order = Order(
        options.source,
        options.to,
        options.distiller,
        tuple(dict.fromkeys(options.dtypes)),
        options.query_in,
        options.context,
        options.check,
    )
    try:
        manifest = convert(order)
    except ExportError as error:
        raise SystemExit(str(error)) from error
    except KeyboardInterrupt:
        raise SystemExit("cancelled; nothing was written") from None
    size = sum(entry["bytes"] for entry in manifest["files"])
    print(f"wrote {options.to}: {size / 1e6:,.1f} MB")


def _terminated(number: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + number)
