"""What the graphs' files are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Dtype = Literal["fp32", "fp16", "int8", "q4"]

SUFFIXES: dict[str, str] = {"fp32": "", "fp16": "_fp16", "int8": "_quantized", "q4": "_q4"}
"""What the file names of each dtype end in; transformers.js has the same."""


def graph_paths(graphs: Mapping[str, str], dtype: str) -> dict[str, str]:
    """The files of one dtype, from the names of the graphs, both by the parts' names in the manifest."""
    return {part: f"{name}{SUFFIXES[dtype]}.onnx" for part, name in graphs.items()}
