"""Checkpoints as others leave them, tiny: of GPT-2 and T5, and of MEND's authors; for all tests of the conversion."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import torch
from export_models import random_ids, tokenizer_file
from safetensors.torch import save_file
from torch import Tensor
from transformers import GPT2Config, GPT2LMHeadModel, GPT2Model, PreTrainedModel, T5Config, T5ForConditionalGeneration

from mend_training.convert.convert import convert
from mend_training.convert.order import Order

VECTORS = 8

SHAPES = {
    "gpt2": {"vocab_size": 384, "n_positions": 128, "n_embd": 32, "n_layer": 2, "n_head": 2},
    "t5": {"vocab_size": 480, "d_model": 32, "d_kv": 12, "d_ff": 64, "num_layers": 2, "num_heads": 4},
}
T5_KINDS = {
    "t5": {"feed_forward_proj": "relu"},
    "t5-v1.1": {"feed_forward_proj": "gated-gelu", "tie_word_embeddings": False},
}


def gpt2(**changes) -> GPT2LMHeadModel:
    """Random weights with peaked predictions that depend on what was read."""
    torch.manual_seed(1)
    config = GPT2Config(**{**SHAPES["gpt2"], **changes}, bos_token_id=0, eos_token_id=0)
    return stirred(GPT2LMHeadModel(config))


def t5(kind: str = "t5", **changes) -> T5ForConditionalGeneration:
    torch.manual_seed(2)
    config = T5Config(**{**SHAPES["t5"], **T5_KINDS[kind], **changes}, num_decoder_layers=3, decoder_start_token_id=0)
    model = T5ForConditionalGeneration(config)
    if kind != "t5":
        model.lm_head.weight = torch.nn.Parameter(torch.empty_like(model.shared.weight))
    return stirred(model)


def stirred(model: PreTrainedModel) -> PreTrainedModel:
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.ndim > 1:
                parameter.normal_(0, scale_of(name, parameter))
            elif not name.endswith("bias"):
                parameter.normal_(1, 0.1)
            else:
                parameter.normal_(0, 0.05)
    return model.eval()


def scale_of(name: str, parameter: Tensor) -> float:
    """T5 does not scale its scores, and gate and gated are multiplied: both are kept from making errors grow."""
    if "relative" in name:
        return 1.0
    wanted = 0.8 if ".wi_" in name else 0.4 if name.endswith("SelfAttention.q.weight") else 1.4
    return wanted / parameter.shape[-1] ** 0.5


def hub_tensors(model: PreTrainedModel) -> dict[str, Tensor]:
    """The tensors as the hub's checkpoints name them: GPT-2's without `transformer.` and with masks, tied ones once."""
    state = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    table = model.get_input_embeddings().weight
    if model.config.model_type == "gpt2":
        state = {name.removeprefix("transformer."): tensor for name, tensor in state.items()}
        for layer in range(model.config.n_layer):
            state[f"h.{layer}.attn.bias"] = torch.ones(1, 1, 128, 128).tril()
            state[f"h.{layer}.attn.masked_bias"] = torch.tensor(-1e4)
    else:
        state = {name: tensor for name, tensor in state.items() if "embed_tokens" not in name}
        state["decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight"] = torch.zeros(32, 4)
    if torch.equal(model.lm_head.weight, table):
        del state["lm_head.weight"]
    return state


def write_config(model: PreTrainedModel, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    config = model.config.to_dict() | {"architectures": [type(model).__name__]}
    tied = torch.equal(model.lm_head.weight, model.get_input_embeddings().weight)
    # As it was written before transformers 5.
    config["tie_word_embeddings"] = tied
    config.pop("scale_decoder_outputs", None)
    (folder / "config.json").write_text(json.dumps(config))
    kind = "identity" if config["model_type"] == "gpt2" else "t5"
    shutil.copy(tokenizer_file(kind), folder / "tokenizer.json")


def write_checkpoint(model: PreTrainedModel, folder: Path, layout: str = "safetensors") -> Path:
    """`layout`: `safetensors`, `bin`, `old bin` (before PyTorch 1.6), or either of the first two in shards."""
    write_config(model, folder)
    tensors = hub_tensors(model)
    if layout == "old bin":
        torch.save(tensors, folder / "pytorch_model.bin", _use_new_zipfile_serialization=False)
        return folder
    kind, _, sharded = layout.partition(" ")
    ending, stem = {"safetensors": ("safetensors", "model"), "bin": ("bin", "pytorch_model")}[kind]
    shards = [list(tensors)[::2], list(tensors)[1::2]] if sharded else [list(tensors)]
    names = [f"{stem}-{i:05}-of-00002.{ending}" for i in (1, 2)] if sharded else [f"{stem}.{ending}"]
    for name, members in zip(names, shards, strict=True):
        part = {each: tensors[each] for each in members}
        if kind == "bin":
            torch.save(part, folder / name)
        else:
            save_file(part, folder / name, metadata={"format": "pt"})
    if sharded:
        places = {each: name for name, members in zip(names, shards, strict=True) for each in members}
        (folder / f"{stem}.{ending}.index.json").write_text(json.dumps({"metadata": {}, "weight_map": places}))
    return folder


def authors_state(
    width: int = 16,
    target_width: int = 32,
    vectors: int = VECTORS,
    heads: int = 2,
    layers: int = 2,
    vocabulary: int = 384,
) -> dict[str, Tensor]:
    """A checkpoint of MEND's authors, with every name that one has."""
    torch.manual_seed(3)
    config = GPT2Config(vocab_size=vocabulary, n_positions=128, n_embd=width, n_layer=layers, n_head=heads)
    body = stirred(GPT2Model(config))
    state = {f"hypernet.{name}": tensor for name, tensor in body.state_dict().items()}
    for layer in range(layers):
        state[f"hypernet.h.{layer}.attn.bias"] = torch.ones(1, 1, 128, 128).tril()
        state[f"hypernet.h.{layer}.attn.masked_bias"] = torch.tensor(-1e4)
    state["hypernet.init_prompt_weight"] = torch.randn(vectors, width) * 0.5
    if width != target_width:
        state["hypernet.adap_pooler.dense.weight"] = torch.randn(target_width, width) * width**-0.5
        state["hypernet.adap_pooler.dense.bias"] = torch.randn(target_width) * 0.1
    return state


def write_authors(folder: Path, state: dict[str, Tensor] | None = None, heads: int | None = 2) -> Path:
    """The file of a distiller; with `heads`, a config.json beside it as `save_pretrained` leaves one."""
    folder.mkdir(parents=True, exist_ok=True)
    torch.save(authors_state() if state is None else state, folder / "pytorch_model.bin")
    if heads is not None:
        (folder / "config.json").write_text(json.dumps({"model_type": "gpt2", "n_head": heads}))
    return folder / "pytorch_model.bin"


def converted(folder: Path, source: Path, distiller: Path | None = None, **options) -> dict:
    """Converts into `folder / "model"`; unchecked unless asked for, since the tests look for themselves."""
    options = {"dtypes": ("fp32",), "check": False} | options
    named = None if distiller is None else str(distiller)
    return convert(Order(str(source), folder / "model", named, **options), say=lambda line: None)


IDS = random_ids(40)
