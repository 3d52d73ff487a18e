"""A GPT-2's graphs in onnxruntime."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..sessions import OnnxModel


class Gpt2OnnxModel(OnnxModel):
    def logits_after(self, prefix: np.ndarray, query: Sequence[int], answer: Sequence[int] = ()) -> np.ndarray:
        embeds = np.concatenate([prefix, self.embed([*query, *answer])])[None]
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
        past = past or self.no_past(self.target["width"] // self.target["heads"])
        before = past[0].shape[2]
        counted = np.tile(np.arange(before, before + new), (batch, 1))
        feeds = {
            "inputs_embeds": embeds.astype(np.float32),
            "attention_mask": np.ones((batch, before + new), np.int64) if mask is None else mask,
            "position_ids": counted if position_ids is None else position_ids,
            "logits_index": asked.astype(np.int64),
        }
        return self.run_decoder(feeds, past)
