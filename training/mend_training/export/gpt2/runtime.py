"""A GPT-2's graphs in onnxruntime."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..sessions import OnnxModel


class Gpt2OnnxModel(OnnxModel):
    def logits_after(self, prefix: np.ndarray, query: Sequence[int], answer: Sequence[int] = ()) -> np.ndarray:
        embeds = np.concatenate([prefix, self.embed([*query, *answer])])[None]
        asked = np.arange(prefix.shape[0], embeds.shape[1])[None]
        return self.decode(embeds, asked)[0][0]

    def distil_behind(
        self, ids: Sequence[int], placeholder_positions: Sequence[int], past: Mapping[str, np.ndarray], read: int
    ) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """
        Vectors `[l, width]` of the tokens `ids`, and the keys and values `[1, H, T, D]` of all of them by the names of
        the inputs. `past`: such keys and values, of which those of the first `read` tokens stand for these.
        """
        kept = {name: value[:, :, :read] for name, value in past.items()}
        inputs = np.array([ids], np.int64)
        feeds = {
            "input_ids": inputs,
            "attention_mask": np.ones_like(inputs),
            "placeholder_positions": np.array([placeholder_positions], np.int64),
        }
        names = [name.replace("past_key_values", "present") for name in kept]
        vectors, *present = self.sessions["distiller"].run(["distilled_vectors", *names], feeds | kept)
        return vectors[0], dict(zip(kept, present, strict=True))

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
