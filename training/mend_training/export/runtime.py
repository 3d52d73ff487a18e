"""Runs a model folder's graphs with onnxruntime in Python: for tests and for measuring, not for users."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from .manifest import graph_paths


class OnnxModel:
    """The three graphs of one dtype."""

    def __init__(self, folder: Path, dtype: str, manifest: Mapping[str, Any] | None = None):
        """`manifest`: given where the folder has graphs, but no mend.json yet."""
        manifest = manifest or json.loads((folder / "mend.json").read_text("utf-8"))
        files = graph_paths(dtype)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.embedder, self.decoder, self.distiller = (
            onnxruntime.InferenceSession(str(folder / files[part]), options, providers=["CPUExecutionProvider"])
            for part in ("embedTokens", "decoder", "distiller")
        )
        target = manifest["target"]
        self.layers, self.heads, self.width = target["layers"], target["heads"], target["width"]

    def embed(self, ids: Sequence[int]) -> np.ndarray:
        """`[T] -> [T, width]`"""
        return self.embedder.run(None, {"input_ids": np.array([ids], np.int64)})[0][0]

    def distil(self, ids: Sequence[int], placeholder_positions: Sequence[int]) -> np.ndarray:
        """`[T], [l] -> [l, width]`"""
        inputs, positions = np.array([ids], np.int64), np.array([placeholder_positions], np.int64)
        feeds = {
            "input_ids": inputs,
            "attention_mask": np.ones_like(inputs),
            "placeholder_positions": positions,
        }
        return self.distiller.run(None, feeds)[0][0]

    def logits_after(self, prefix: np.ndarray, ids: Sequence[int]) -> np.ndarray:
        """`[T, V]` at the positions of `ids` behind `prefix [P, width]`."""
        embeds = np.concatenate([prefix, self.embed(ids)])[None]
        asked = np.arange(prefix.shape[0], embeds.shape[1])[None]
        return self.decode(embeds, asked)[0][0]

    def decode(
        self,
        embeds: np.ndarray,
        asked: np.ndarray,
        past: Sequence[np.ndarray] | None = None,
        mask: np.ndarray | None = None,
        position_ids: np.ndarray | None = None,
    ) -> tuple[np.ndarray, list[np.ndarray]]:
        """
        The decoder's `(logits, present)`. `past` and the present returned are `[key 0, value 0, key 1, …]`; masks
        default to ones, positions to `P, P + 1, …`.
        """
        batch, new = embeds.shape[:2]
        past = past or [np.zeros((1, self.heads, 0, self.width // self.heads), np.float32)] * (2 * self.layers)
        before = past[0].shape[2]
        inputs = {
            "inputs_embeds": embeds.astype(np.float32),
            "attention_mask": np.ones((batch, before + new), np.int64) if mask is None else mask,
            "position_ids": np.tile(np.arange(before, before + new), (batch, 1))
            if position_ids is None
            else position_ids,
            "logits_index": asked.astype(np.int64),
        }
        names = [f"{layer}.{kind}" for layer in range(self.layers) for kind in ("key", "value")]
        inputs |= {f"past_key_values.{name}": value for name, value in zip(names, past, strict=True)}
        logits, *present = self.decoder.run(["logits", *(f"present.{name}" for name in names)], inputs)
        return logits, present
