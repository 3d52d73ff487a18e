"""A T5's graphs in onnxruntime."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..sessions import OnnxModel, cache_names


@dataclass(frozen=True)
class Encoded:
    """What the encoder read: `[key 0, value 0, key 1, …]`, each `[Be, H, S, D]`, and the mask `[Be, S]`."""

    cache: list[np.ndarray]
    mask: np.ndarray


class T5OnnxModel(OnnxModel):
    def logits_after(self, prefix: np.ndarray, query: Sequence[int], answer: Sequence[int] = ()) -> np.ndarray:
        if self.target["queryIn"] == "encoder":
            return self._read(np.concatenate([prefix, self.embed(query)]), answer)
        return self._read(prefix, [*query, *answer])[1:]

    def _read(self, before: np.ndarray, ids: Sequence[int]) -> np.ndarray:
        """
        Logits `[1 + T, V]` at the start token and at the ids, which the decoder reads where the encoder has read
        `before [P, width]` and the end token.
        """
        encoded = self.encode(np.concatenate([before, self.embed([self.target["endToken"]])])[None])
        embeds = self.embed([self.target["startToken"], *ids])[None]
        return self.decode(encoded, embeds, np.arange(embeds.shape[1])[None])[0][0]

    def encode(self, embeds: np.ndarray, mask: np.ndarray | None = None) -> Encoded:
        """`embeds [B, S, width]`; the mask defaults to ones."""
        mask = np.ones(embeds.shape[:2], np.int64) if mask is None else mask
        names = [f"present.{name}" for name in cache_names(self.target["layers"], ".encoder")]
        feeds = {"inputs_embeds": embeds.astype(np.float32), "attention_mask": mask}
        return Encoded(self.sessions["encoder"].run(names, feeds), mask)

    def decode(
        self, encoded: Encoded, embeds: np.ndarray, asked: np.ndarray, past: Sequence[np.ndarray] | None = None
    ) -> tuple[np.ndarray, list[np.ndarray]]:
        """The decoder's `(logits, present)`; `past` and the present returned are `[key 0, value 0, key 1, …]`."""
        names = cache_names(self.target["layers"], ".encoder")
        feeds = {f"past_key_values.{name}": value for name, value in zip(names, encoded.cache, strict=True)}
        feeds |= {
            "inputs_embeds": embeds.astype(np.float32),
            "encoder_attention_mask": encoded.mask,
            "logits_index": asked.astype(np.int64),
        }
        return self.run_decoder(feeds, past or self.no_past(self.target["headWidth"]), ".decoder")
