"""How far graphs are from PyTorch, as mean KL in nats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
from transformers import PreTrainedModel

from .graph_files import GraphFiles
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


@dataclass(frozen=True)
class Reference:
    """What PyTorch says of one sequence: logits behind the full demonstrations, and behind its own vectors."""

    sequence: QualitySequence
    full: np.ndarray
    distilled: np.ndarray


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
        for _ in GraphFiles(Path(place), family, "float32", *weights).write(["int8"]):
            pass
        return measure(target, distiller, open_model(Path(place), "int8", manifest), sequences)


def measure(
    target: PreTrainedModel, distiller: DistillerLike, onnx: OnnxModel, sequences: Sequence[QualitySequence]
) -> dict[str, float]:
    """How far graphs are from PyTorch."""
    return compare(references(target, distiller, sequences, onnx.target.get("queryIn", "decoder")), onnx)


def references(
    target: PreTrainedModel, distiller: DistillerLike, sequences: Sequence[QualitySequence], query_in: str
) -> list[Reference]:
    """What graphs are compared with; the models are not needed afterwards."""
    embed, found = target.get_input_embeddings(), []
    for sequence in sequences:
        demonstrations = torch.tensor(sequence.demonstrations)
        ids = [torch.tensor(part, dtype=torch.long) for part in (sequence.query, sequence.answer)]
        vectors = distil(distiller, demonstrations[None], [sequence.placeholder_positions])[0]
        prefixes = embed(demonstrations).detach(), vectors
        full, distilled = (logits_after(target, prefix, *ids, query_in).numpy() for prefix in prefixes)
        found.append(Reference(sequence, full, distilled))
    return found


def compare(expected: Sequence[Reference], onnx: OnnxModel) -> dict[str, float]:
    """
    Mean KL(PyTorch fp32 || graphs) of the next-token distribution over all positions of queries and answers, as far as
    they have one (`logits_after`): `klTarget` behind the full demonstrations, `klDistilled` behind the vectors, each
    side using its own distiller.
    """
    full: list[np.ndarray] = []
    distilled: list[np.ndarray] = []
    for reference in expected:
        sequence = reference.sequence
        read = sequence.query, sequence.answer
        full.append(kl(reference.full, onnx.logits_after(onnx.embed(sequence.demonstrations), *read)))
        vectors = onnx.distil(sequence.demonstrations, sequence.placeholder_positions)
        distilled.append(kl(reference.distilled, onnx.logits_after(vectors, *read)))
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
