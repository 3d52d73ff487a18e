"""A model folder's graphs in onnxruntime in Python, as far as the families share them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime


class OnnxModel(ABC):
    """The graphs of one dtype: for tests and for measuring, not for users."""

    def __init__(self, folder: Path, files: Mapping[str, str], target: Mapping[str, Any]):
        """`files`: paths by the parts' names in the manifest; `target`: what the manifest says of the target LM."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.target = target
        self.sessions = {
            part: onnxruntime.InferenceSession(str(folder / file), options, providers=["CPUExecutionProvider"])
            for part, file in files.items()
        }

    @abstractmethod
    def logits_after(self, prefix: np.ndarray, query: Sequence[int], answer: Sequence[int] = ()) -> np.ndarray:
        """
        `[Q + A, V]` at the positions of query and answer behind `prefix [P, width]`; where an encoder reads the query,
        `[1 + A, V]`: behind the query, and at the answer.
        """

    def embed(self, ids: Sequence[int]) -> np.ndarray:
        """`[T] -> [T, width]`"""
        return self.sessions["embedTokens"].run(None, {"input_ids": np.array([ids], np.int64)})[0][0]

    def distil(self, ids: Sequence[int], placeholder_positions: Sequence[int]) -> np.ndarray:
        """`[T], [l] -> [l, width]`"""
        inputs = np.array([ids], np.int64)
        return self.distil_batch(inputs, np.ones_like(inputs), np.array([placeholder_positions], np.int64))[0]

    def distil_batch(self, ids: np.ndarray, mask: np.ndarray, placeholder_positions: np.ndarray) -> np.ndarray:
        """`[B, T], [B, T], [B, l] -> [B, l, width]`"""
        feeds = {"input_ids": ids, "attention_mask": mask, "placeholder_positions": placeholder_positions}
        return self.sessions["distiller"].run(["distilled_vectors"], feeds | self.nothing_read())[0]

    def nothing_read(self) -> dict[str, np.ndarray]:
        """An empty key/value cache of the distiller by its inputs' names, where it has any."""
        inputs = {each.name: each.shape for each in self.sessions["distiller"].get_inputs()}
        return {
            name: np.zeros((1, shape[1], 0, shape[3]), np.float32)
            for name, shape in inputs.items()
            if name.startswith("past_key_values.")
        }

    def no_past(self, width: int) -> list[np.ndarray]:
        """An empty key/value cache of the decoder; `width`: of a head."""
        return [np.zeros((1, self.target["heads"], 0, width), np.float32)] * (2 * self.target["layers"])

    def run_decoder(
        self, feeds: Mapping[str, np.ndarray], past: Sequence[np.ndarray], suffix: str = ""
    ) -> tuple[np.ndarray, list[np.ndarray]]:
        """
        `(logits, present)` for the feeds and a past `[key 0, value 0, key 1, …]`; `suffix`: what stands between the
        layer and `.key` in the names of the cache.
        """
        names = cache_names(self.target["layers"], suffix)
        feeds = {**feeds, **{f"past_key_values.{name}": value for name, value in zip(names, past, strict=True)}}
        logits, *present = self.sessions["decoder"].run(["logits", *(f"present.{name}" for name in names)], feeds)
        return logits, present


def cache_names(layers: int, suffix: str = "") -> list[str]:
    return [f"{layer}{suffix}.{kind}" for layer in range(layers) for kind in ("key", "value")]
