"""Models that exist: from the Hugging Face hub, or from a folder such as transformers saves (safetensors or .bin)."""

import pickle
from typing import Any

import torch
from safetensors import SafetensorError
from transformers import (
    AutoConfig,
    GPT2Config,
    GPT2LMHeadModel,
    GPT2Model,
    PreTrainedModel,
    T5Config,
    T5EncoderModel,
    T5ForConditionalGeneration,
)

from ..checkpoint_config import completed
from ..model_settings import CheckpointSettings, ModelSettings
from ..wording import listed, reason
from .body import Body
from .gpt2 import Gpt2Target
from .t5 import T5Target
from .target import TargetLM

Config = GPT2Config | T5Config

DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}

_UNREADABLE = (OSError, ValueError, RuntimeError, pickle.UnpicklingError, SafetensorError)
"""What transformers raises for a model that is not there, or whose files are not what they should be."""


def load_target(settings: CheckpointSettings, dtype: torch.dtype = torch.float32) -> TargetLM:
    """The target LM that a recipe names, with weights of `dtype`."""
    config = load_config(settings.target, "model.target")
    shape, options = shape_of(settings, config), {"dtype": dtype, **dropout(config, settings.dropout)}
    if isinstance(config, T5Config):
        t5 = _load(T5ForConditionalGeneration, settings.target, "model.target", options)
        completed(t5.config)
        return T5Target(t5, shape.query_in, shape.context)
    target = Gpt2Target(_load(GPT2LMHeadModel, settings.target, "model.target", options))
    target.context = shape.context
    return target


def load_body(settings: CheckpointSettings, dtype: torch.dtype = torch.float32) -> Body:
    """The body that a recipe's distiller starts from: a GPT-2, or the encoder of a T5."""
    config = load_config(settings.distiller, "model.distiller")
    options = {"dtype": dtype, **dropout(config, settings.dropout)}
    if isinstance(config, T5Config):
        return _load(T5EncoderModel, settings.distiller, "model.distiller", options).encoder
    return _load(GPT2Model, settings.distiller, "model.distiller", options)


def load_config(source: str, setting: str) -> Config:
    """The configuration of the model at `source`, which the recipe's `setting` names."""
    try:
        config = AutoConfig.from_pretrained(source)
    except _UNREADABLE as error:
        raise _unreadable(source, setting, error) from error
    if not isinstance(config, Config):
        raise SystemExit(f"{setting}: {source} is a {config.model_type}; known families are gpt2 and t5")
    return config


def shape_of(settings: CheckpointSettings, config: Config) -> ModelSettings:
    """What a recipe would say of the target LM if it were to be trained."""
    ours = {"id": settings.id, "vectors": settings.vectors, "anchors": settings.anchors}
    shared = {"vocabulary": config.vocab_size, "heads": config.num_attention_heads, "width": config.hidden_size}
    if isinstance(config, GPT2Config):
        if settings.context > config.n_positions:
            raise SystemExit(
                f"model.context is {settings.context}, but {settings.target} knows only {config.n_positions} positions"
            )
        return ModelSettings(
            **ours, **shared, family="gpt2", layers=config.n_layer, context=settings.context or config.n_positions
        )
    return ModelSettings(
        **ours,
        **shared,
        family="t5",
        layers=config.num_layers,
        decoder_layers=config.num_decoder_layers,
        head_width=config.d_kv,
        feed_forward=config.d_ff,
        query_in=settings.query_in,
        # Positions are relative; what a checkpoint names is how long the texts were that it was trained on.
        context=settings.context or getattr(config, "n_positions", 512),
    )


def dropout(config: Config, share: float) -> dict[str, float]:
    """Settings of a configuration that give a model this much dropout."""
    if isinstance(config, T5Config):
        return {"dropout_rate": share}
    return {"resid_pdrop": share, "embd_pdrop": share, "attn_pdrop": share}


def _load(kind: type[PreTrainedModel], source: str, setting: str, options: dict[str, Any]) -> Any:
    try:
        # Code in a .bin is never run: `weights_only` is the default, and said here since it must stay so.
        model, found = kind.from_pretrained(source, weights_only=True, output_loading_info=True, **options)
    except _UNREADABLE as error:
        raise _unreadable(source, setting, error) from error
    missing = sorted(found["missing_keys"])
    if missing:
        raise SystemExit(f"{setting}: the weights at {source} lack {listed(missing)}")
    return model


def _unreadable(source: str, setting: str, error: BaseException) -> SystemExit:
    return SystemExit(f"{setting}: {source} is no model that can be read, in a folder or on the hub: {reason(error)}")
