"""Random weights in exactly the shapes of published T5 models go through the export."""

from __future__ import annotations

import pytest
import torch
from export_models import close, export, positions
from torch import nn
from transformers import T5Config, T5ForConditionalGeneration

from mend_training.export.reference import distil, logits_after
from mend_training.export.runtime import open_model
from mend_training.export.tiny import VECTORS, TinyDistiller

SMALL = {"d_model": 512, "d_kv": 64, "vocab_size": 32128, "decoder_start_token_id": 0}
SHAPES = {
    "t5-small": {"num_layers": 6, "num_heads": 8, "d_ff": 2048},
    "flan-t5-small": {
        "num_layers": 8,
        "num_heads": 6,
        "d_ff": 1024,
        "feed_forward_proj": "gated-gelu",
        "tie_word_embeddings": False,
    },
}


def made(name):
    """The target, and as a distiller its own encoder, which costs nothing."""
    torch.manual_seed(0)
    target = T5ForConditionalGeneration(T5Config(**SMALL, **SHAPES[name])).eval()
    if name == "flan-t5-small":
        target.lm_head.weight = nn.Parameter(torch.randn(32128, 512) * 512**-0.5)
    return target, TinyDistiller(target.encoder, nn.Parameter(torch.randn(VECTORS, 512)), nn.Identity())


@pytest.mark.parametrize("name", SHAPES)
def test_it_is_exported_and_equals_pytorch(name, tmp_path):
    target, distiller = made(name)
    # Stored as they are: rounding would cost a copy of everything.
    manifest = export("t5", tmp_path / name, models=(target, distiller), dtypes=["fp32"], storage="float32")
    assert manifest["target"]["parameters"] == sum(parameter.numel() for parameter in target.parameters())
    graphs = open_model(tmp_path / name, "fp32")
    ids = torch.randint(0, 32128, (150,))
    query, answer = torch.randint(0, 32128, (20,)), torch.randint(0, 32128, (5,))
    vectors = distil(distiller, ids[None], [positions(150)])[0]
    close(graphs.distil(ids.tolist(), positions(150)), vectors)
    for prefix in (torch.zeros(0, 512), target.shared(ids).detach(), vectors):
        expected = logits_after(target, prefix, query, answer)
        close(graphs.logits_after(prefix.numpy(), query.tolist(), answer.tolist()), expected)
