"""Graphs that were written against the checkpoint they were made of, as transformers runs it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from transformers.utils import logging

from ..export.errors import ExportError
from ..export.paths import Dtype
from ..export.quality import Reference, compare, references
from ..export.runtime import open_model
from ..template import Limits, Template
from .distiller import Distiller
from .sample import sample_sequences
from .target import Target

LARGEST_FP32_KL = 1e-3
"""Nats; float32 graphs of the same weights that are further from transformers compute something else."""


def expected_of(
    target: Target, distiller: Distiller, tokenizer_text: str, manifest: dict[str, Any], say: Callable[[str], None]
) -> list[Reference]:
    """What transformers gives on a few English examples, from the checkpoint itself and with the distiller given."""
    said, example = manifest["template"], manifest["limits"]["exampleTokens"]
    template = Template(said["inputPrefix"], said["inputSuffix"], said["outputPrefix"], said["outputSuffix"])
    # A whole example must have room behind the demonstrations.
    shown = min(manifest["limits"]["demonstrationTokens"], manifest["target"]["contextTokens"] - example)
    tokenizer = Tokenizer.from_str(tokenizer_text)
    sequences = sample_sequences(tokenizer, template, Limits(shown, example), distiller.anchoring)
    say("asking transformers for what the graphs must give")
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    model = target.family.target.from_pretrained(
        target.folder, config=target.config, dtype=torch.float32, local_files_only=True
    )
    expected = references(model.eval(), distiller, sequences, manifest["target"].get("queryIn", "decoder"))
    del model
    # Before runtimes take as much again.
    gc.collect()
    return expected


def check_dtype(
    folder: Path, dtype: Dtype, manifest: dict[str, Any], expected: Sequence[Reference], say: Callable[[str], None]
) -> dict[str, float]:
    """How far the graphs of a dtype are off, which is told; ExportError where they are graphs of something else."""
    measured = compare(expected, open_model(folder, dtype, manifest))
    full, distilled = measured["klTarget"], measured["klDistilled"]
    say(f"{dtype} is {full:.2g} nats from transformers, and {distilled:.2g} behind distilled vectors")
    if dtype == "fp32" and max(full, distilled) > LARGEST_FP32_KL:
        raise ExportError(
            f"the fp32 graphs are {max(full, distilled):.2g} nats from what transformers makes of the checkpoint: "
            "it has something that the conversion does not know"
        )
    return measured
