"""`mend-train cost`: counts FLOPs, measures time and memory, and writes the report."""

import argparse
import os
import platform
import sys
import time
from dataclasses import replace

import torch

from ..atomic import replacing
from .costs import Costs, Key
from .count import Counted, count_method, count_shape
from .families import new_models
from .measure import Caps, Measured, Skipped, Speed, measure_cell
from .methods import METHODS
from .report import markdown
from .shapes import SHAPES, Lengths
from .tables import saving

OTHER_LENGTHS = ((899, 899, 56), (500, 500, 50))
"""Demonstrations for target LM and distiller, and query: the other rows of the spec's cross-check (section 9)."""


def run(options: argparse.Namespace) -> None:
    """What `cost` does with its options."""
    lengths = Lengths(options.demonstration_tokens, options.distiller_tokens, options.vectors, options.query_tokens)
    shapes, batches = tuple(options.shapes), tuple(options.batches)
    check(lengths, shapes, batches, options.count_only)
    counted: dict[Key, Counted] = {}
    for name in shapes:
        print(f"counting {name}", flush=True)
        for (method, batch), figures in count_shape(SHAPES[name], lengths, batches).items():
            counted[name, method, batch] = figures
    others = [] if options.skip_other_lengths else count_other_lengths(lengths, shapes)
    before = machine(options.threads)
    caps = Caps(options.max_seconds, round(options.max_memory * 1e9), options.threads)
    measured = {} if options.count_only else measure_all(counted, lengths, caps, options.total_minutes)
    costs = Costs(lengths, shapes, batches, counted, measured, others, before, options.command(options))
    options.output.parent.mkdir(parents=True, exist_ok=True)
    with replacing(options.output) as temporary:
        temporary.write_text(markdown(costs), encoding="utf-8")
    print(f"wrote {options.output}")


def check(lengths: Lengths, shapes: tuple[str, ...], batches: tuple[int, ...], count_only: bool) -> None:
    """Refuses what cannot be counted or measured."""
    numbers = {**vars(lengths), "batch": min(batches)}
    for name, value in numbers.items():
        if value < 1:
            raise SystemExit(f"cost: {name} is {value}; it must be at least 1")
    for name in shapes:
        context = SHAPES[name].context
        longest = max(lengths.demonstrations, lengths.vectors) + lengths.query
        read = lengths.distiller + lengths.vectors
        if context and max(longest, read) > context:
            raise SystemExit(
                f"cost: {name} reads {context} tokens at most; shorten the demonstrations ({lengths.demonstrations}, "
                f"with the query {longest}) or the distiller's ({lengths.distiller}, with its vectors {read})"
            )
    if sys.platform == "win32" and not count_only:
        raise SystemExit("cost: peak memory is measured on Linux and macOS alone; add --count-only")


def count_other_lengths(lengths: Lengths, shapes: tuple[str, ...]) -> list[tuple[Lengths, dict[str, float]]]:
    """What distilling saves of full ICL, batch 1, distiller included, in per cent by shape."""
    rows = []
    for demonstrations, distiller, query in OTHER_LENGTHS:
        one = replace(lengths, demonstrations=demonstrations, distiller=distiller, query=query)
        savings = {}
        for name in shapes:
            print(f"counting {name} at {demonstrations} tokens", flush=True)
            models = new_models(SHAPES[name], one, "meta")
            distilled, full = (count_method(METHODS[method], models, (1,))[0] for method in ("distilled", "full ICL"))
            savings[name] = saving(distilled.first, full.first)
        rows.append((one, savings))
    return rows


def measure_all(
    counted: dict[Key, Counted], lengths: Lengths, caps: Caps, minutes: float
) -> dict[Key, Measured | Skipped]:
    """
    Every cell in its turn, small batches first, the methods of one shape and batch next to each other; none is begun
    after so many minutes.
    """
    speed, measured, began = Speed(), {}, time.monotonic()
    order = sorted(counted, key=lambda key: (key[2], list(SHAPES).index(key[0]), list(METHODS).index(key[1])))
    for name, method, batch in order:
        if time.monotonic() - began > 60 * minutes:
            cell: Measured | Skipped = Skipped("no time was left")
        else:
            cell = measure_cell(SHAPES[name], lengths, method, batch, counted[name, method, batch], caps, speed)
        said = f"not measured: {cell.why}" if isinstance(cell, Skipped) else f"{cell.prepare:.2f} + {cell.batch:.2f} s"
        print(f"{name}, batch {batch}, {method}: {said}", flush=True)
        measured[name, method, batch] = cell
    return measured


def machine(threads: int) -> str:
    """Where it was measured, and how busy that was before."""
    load = f"load {os.getloadavg()[0]:.1f} before" if hasattr(os, "getloadavg") else "load unknown"
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, threads: {threads or torch.get_num_threads()}, {load}, "
        f"PyTorch {torch.__version__}"
    )
