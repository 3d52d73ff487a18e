"""How far int8 is from float32, as mean KL in nats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
from transformers import PreTrainedModel

from .graph_files import write_graphs
from .read import read_models
from .reference import distil, logits_after
from .runtime import open_model
from .sessions import OnnxModel
from .weights import DistillerLike


@dataclass(frozen=True)
class QualitySequence:
    """
    One query behind its demonstrations, as token ids; both must hold at least one token. `placeholder_positions`:
    position ids of the distiller's placeholders. `answer`: read after the query.
    """

    demonstrations: Sequence[int]
    placeholder_positions: Sequence[int]
    query: Sequence[int]
    answer: Sequence[int] = ()


def measure_int8(
    target: PreTrainedModel,
    distiller: DistillerLike,
    manifest: Mapping[str, Any],
    sequences: Sequence[QualitySequence],
) -> dict[str, float]:
    """
    `measure` for int8 graphs of these models, written elsewhere for a moment: a folder tells what int8 costs even
    where it is not shipped.
    """
    with TemporaryDirectory(prefix="mend-int8-") as place:
        family, *weights = read_models(target, distiller)
        write_graphs(Path(place), family, "int8", "float32", *weights)
        return measure(target, distiller, open_model(Path(place), "int8", manifest), sequences)


def measure(
    target: PreTrainedModel, distiller: DistillerLike, onnx: OnnxModel, sequences: Sequence[QualitySequence]
) -> dict[str, float]:
    """
    Mean KL(PyTorch fp32 || graphs) of the next-token distribution over all positions of queries and answers, as far as
    they have one (`logits_after`): `klTarget` behind the full demonstrations, `klDistilled` behind the vectors, each
    side using its own distiller.
    """
    embed, query_in = target.get_input_embeddings(), onnx.target.get("queryIn", "decoder")
    full: list[np.ndarray] = []
    distilled: list[np.ndarray] = []
    for sequence in sequences:
        demonstrations, read = torch.tensor(sequence.demonstrations), (sequence.query, sequence.answer)
        ids = [torch.tensor(part, dtype=torch.long) for part in read]
        expected = logits_after(target, embed(demonstrations).detach(), *ids, query_in).numpy()
        full.append(kl(expected, onnx.logits_after(onnx.embed(sequence.demonstrations), *read)))
        vectors = distil(distiller, demonstrations[None], [sequence.placeholder_positions])[0]
        expected = logits_after(target, vectors, *ids, query_in).numpy()
        other = onnx.distil(sequence.demonstrations, sequence.placeholder_positions)
        distilled.append(kl(expected, onnx.logits_after(other, *read)))
    return {
        "klTarget": float(np.concatenate(full).mean()),
        "klDistilled": float(np.concatenate(distilled).mean()),
        "positions": sum(len(values) for values in full),
    }


def kl(reference: np.ndarray, other: np.ndarray) -> np.ndarray:
    """KL(reference || other) in nats for each row of two logit arrays `[..., V]`."""
    p, q = _log_softmax(reference), _log_softmax(other)
    return (np.exp(p) * (p - q)).sum(axis=-1)


def _log_softmax(logits: np.ndarray) -> np.ndarray:
    shifted = logits.astype(np.float64) - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
