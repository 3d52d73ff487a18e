"""What the graphs' files are called."""

from __future__ import annotations

from collections.abc import Mapping

SUFFIXES = {"fp32": "", "int8": "_quantized"}
"""What the file names of each dtype end in."""


def graph_paths(graphs: Mapping[str, str], dtype: str) -> dict[str, str]:
    """The files of one dtype, from the names of the graphs, both by the parts' names in the manifest."""
    return {part: f"{name}{SUFFIXES[dtype]}.onnx" for part, name in graphs.items()}
