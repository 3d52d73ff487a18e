"""A recipe's models as shapes alone: made on torch's meta device, and run under its fake tensors, without numbers."""

from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn
from torch._subclasses.fake_tensor import unset_fake_temporarily
from transformers import AutoModel, AutoModelForCausalLM, AutoModelForSeq2SeqLM, AutoModelForTextEncoding, T5Config

from ..anchors import Anchoring
from ..families.body import Body
from ..families.checkpoint import DTYPES, shape_of
from ..families.gpt2 import Gpt2Target
from ..families.t5 import T5Target
from ..families.target import TargetLM, freeze
from ..lora import sharing
from ..model import Distiller
from ..model_settings import CheckpointSettings
from .published import config_of


def new_models(settings: CheckpointSettings) -> tuple[TargetLM, Distiller]:
    """A recipe's target and distiller for `FakeTensorMode`, inside of which this must be called."""
    with unset_fake_temporarily(), torch.device("meta"):
        target = new_target(settings)
        distiller = new_distiller(settings, target)
    fill_with_fakes(target, distiller)
    return target, distiller


def fill_with_fakes(*modules: nn.Module) -> None:
    """Puts fake weights in the place of those on the meta device; what modules share they go on sharing."""
    made: dict[int, nn.Parameter] = {}
    for module in (part for whole in modules for part in whole.modules()):
        for name, weight in module.named_parameters(recurse=False):
            if id(weight) not in made:
                fake = torch.empty(weight.shape, dtype=weight.dtype)
                made[id(weight)] = nn.Parameter(fake, requires_grad=weight.requires_grad)
            setattr(module, name, made[id(weight)])


def new_target(settings: CheckpointSettings) -> TargetLM:
    """The frozen target in the dtype that it has in training."""
    config = config_of(settings.target, "model.target")
    shape, dtype = shape_of(settings, config), DTYPES[settings.target_dtype]
    if isinstance(config, T5Config):
        t5 = AutoModelForSeq2SeqLM.from_config(config, dtype=dtype)
        return freeze(T5Target(t5, shape.query_in, shape.context))
    return freeze(Gpt2Target(AutoModelForCausalLM.from_config(config, dtype=dtype)))


def new_distiller(settings: CheckpointSettings, target: TargetLM) -> Distiller:
    """The distiller as training begins, but for dropout, which needs random numbers."""
    # Values of the target's weights, which there are none of, decide what placeholders start from otherwise.
    settings = replace(settings, placeholders="vocabulary", dropout=0.0)
    if settings.lora and settings.distiller == settings.target:
        body = sharing(target.reader)
    else:
        dtype = DTYPES[settings.target_dtype] if settings.lora else torch.float32
        body = _new_body(settings, dtype)
    distiller = Distiller.on_body(body, settings, Anchoring(settings.anchors, settings.vectors), target)
    for module in distiller.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
        elif isinstance(getattr(module, "dropout", None), float):
            module.dropout = 0.0
    return distiller


def _new_body(settings: CheckpointSettings, dtype: torch.dtype) -> Body:
    config = config_of(settings.distiller, "model.distiller")
    if isinstance(config, T5Config):
        return AutoModelForTextEncoding.from_config(config, dtype=dtype).encoder
    return AutoModel.from_config(config, dtype=dtype)


def logits_behind(target: TargetLM, prefix: Tensor, queries: int, query: int, answer: int) -> Tensor:
    """
    Logits `[N, V]` wherever the target predicts a token of `queries` queries, of `query` tokens and an answer each,
    behind a prefix `[B, P, d]`. What training computes with caches and masks is done here without, in as many
    operations: those ask for numbers.
    """
    rows = prefix.shape[0] * queries
    text = target.embeddings(torch.zeros(rows, query + answer, dtype=torch.long))
    if isinstance(target, T5Target):
        return target.head(_t5_states(target, prefix, text, queries, query))
    # The queries of a pack stand one after another behind their prefix, which is read once.
    together = text.reshape(prefix.shape[0], -1, target.width)
    states = target.reader(inputs_embeds=torch.cat([prefix, together], 1), use_cache=False).last_hidden_state
    return target.head(states[:, prefix.shape[1] :])


def _t5_states(target: T5Target, prefix: Tensor, text: Tensor, queries: int, query: int) -> Tensor:
    model: Any = target.model
    start = target.embeddings(torch.zeros(text.shape[0], 1, dtype=torch.long))
    end = target.embeddings(torch.zeros(prefix.shape[0], 1, dtype=torch.long))
    read, told = [prefix, end], text
    if target.query_in == "encoder":
        read = [prefix.repeat_interleave(queries, 0), text[:, :query], start]
        told = text[:, query:]
    states = model.encoder(inputs_embeds=torch.cat(read, 1)).last_hidden_state
    if target.query_in == "decoder":
        states = states.repeat_interleave(queries, 0)
    decoded = model.decoder(inputs_embeds=torch.cat([start, told], 1), encoder_hidden_states=states, use_cache=False)
    return decoded.last_hidden_state
