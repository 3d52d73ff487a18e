"""Estimates agree with counts by hand, with what is known of published models, and with what training really keeps."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from tiny_checkpoints import write_checkpoint, write_recipe_of
from torch import nn
from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForSeq2SeqLM, T5Config

from mend_training.cli import main
from mend_training.estimate.counting import count_flops, remembering
from mend_training.estimate.published import PUBLISHED, config_of
from mend_training.estimate.report import GPUS, hours
from mend_training.estimate.steps import Step, count_stages, lengths_of
from mend_training.model_settings import LoraSettings
from mend_training.recipe import load_recipe

RECIPES = Path(__file__).resolve().parents[1] / "recipes"
PAGE = RECIPES.parents[1] / "docs/training-real-models.md"


@pytest.mark.parametrize(
    ("name", "parameters"),
    # As their authors and the hub tell them.
    [("gpt2", 124_439_808), ("gpt2-large", 774_030_080), ("gpt2-xl", 1_557_611_200), ("t5-small", 60_506_624),
     ("t5-large", 737_668_096), ("flan-t5-small", 76_961_152)],
)  # fmt: skip
def test_published_shapes_have_their_numbers_of_parameters(name, parameters):
    config = PUBLISHED[name]
    kind = AutoModelForSeq2SeqLM if isinstance(config, T5Config) else AutoModelForCausalLM
    with torch.device("meta"):
        model = kind.from_config(config)
    counted = sum(parameter.numel() for parameter in model.parameters())
    untied = isinstance(config, T5Config) and config.is_gated_act and model.lm_head.weight is model.shared.weight
    assert counted + (32128 * config.d_model if untied else 0) == parameters


def test_a_name_is_looked_up_and_a_folder_is_read(tmp_path):
    assert config_of("openai-community/gpt2-xl", "model.target").n_layer == 48
    write_checkpoint(tmp_path / "gpt2")
    assert config_of(str(tmp_path / "gpt2"), "model.target").n_layer == 2


def test_products_are_counted_and_what_they_need_is_remembered():
    layer = nn.Linear(32, 64, bias=False)
    inputs = torch.randn(10, 32, requires_grad=True)
    # Two a multiply-add; forward, and backward for weights and inputs.
    assert count_flops(lambda: layer(inputs).sum().backward()) == 3 * 2 * 10 * 32 * 64
    with remembering(layer) as kept:
        layer(inputs).tanh()
    assert kept.bytes == 4 * 10 * 32 + 4 * 10 * 64


@pytest.fixture(scope="module", params=["gpt2", "t5"])
def recipe(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    write_checkpoint(folder / "large", request.param, width=48)
    write_checkpoint(folder / "small", request.param, width=32)
    path = write_recipe_of(folder, folder, "run", folder / "large", folder / "small")
    return load_recipe(path)


@pytest.fixture(scope="module")
def plain(recipe):
    """What stage 2 of the recipe costs as it stands."""
    return count_stages(recipe)["finetune"]


def load(source):
    is_t5 = isinstance(AutoConfig.from_pretrained(source), T5Config)
    return (AutoModelForSeq2SeqLM if is_t5 else AutoModelForCausalLM).from_pretrained(source)


def with_model(recipe, **changes):
    return replace(recipe, model=replace(recipe.model, **changes))


def test_weights_gradients_and_optimizer_are_those_of_the_models(recipe, plain):
    large, small = (load(source) for source in (recipe.model.target, recipe.model.distiller))
    assert plain.target == 4 * sum(parameter.numel() for parameter in large.parameters())
    body = small.encoder if isinstance(small.config, T5Config) else small.transformer
    own = sum(parameter.numel() for parameter in body.parameters()) + 4 * 32 + 32 * 48 + 48
    assert (plain.distiller, plain.gradients, plain.optimizer) == (4 * own, 4 * own, 8 * own)


def test_adapters_need_gradients_for_themselves_alone(recipe):
    changes = {"distiller": recipe.model.target, "adapter": "affine", "lora": LoraSettings(rank=2)}
    whole = count_stages(with_model(recipe, distiller=recipe.model.target, adapter="affine"))["finetune"]
    lora = count_stages(with_model(recipe, **changes))["finetune"]
    assert lora.gradients < 0.3 * whole.gradients
    # The body's weights are the target's.
    assert lora.distiller == lora.gradients
    assert lora.target == whole.target


def test_half_precision_and_checkpointing_save_memory_and_parts_of_a_step_too(recipe, plain):
    half = count_stages(with_model(recipe, target_dtype="bfloat16"))["finetune"]
    assert half.target == plain.target / 2
    again = count_stages(with_model(recipe, gradient_checkpointing=True))["finetune"]
    assert again.flops > plain.flops and again.activations < plain.activations
    at_once = replace(recipe.finetune, loop=replace(recipe.finetune.loop, micro_batch=4))
    wide = count_stages(replace(recipe, finetune=at_once))["finetune"]
    assert wide.flops == plain.flops
    assert wide.activations > 3 * plain.activations


def test_a_step_of_gpt2_costs_what_its_parameters_say():
    """
    Two FLOPs a weight and token forward, two for the gradients of states and two for those of weights; of attention,
    two products forward, and five back, since one is made again.
    """
    recipe = load_recipe(RECIPES / "gpt2-to-gpt2.yaml")
    steps, lengths = count_stages(recipe), lengths_of(recipe)
    blocks, head = 12 * 12 * 768 * 768, 50257 * 768
    attention = 2 * 12 * 768
    for stage, step in steps.items():
        asked = lengths[stage].query + lengths[stage].answer
        texts = lengths[stage].distiller + 100, lengths[stage].teacher + asked, 100 + asked
        read, taught, learned = ((2 + 4, 2 + 5), (2, 2), (2 + 2, 2 + 5))
        of_blocks = sum(
            products * blocks * length + parts * attention * length**2
            for length, (products, parts) in zip(texts, (read, taught, learned), strict=True)
        )
        assert step.flops == pytest.approx(8 * (of_blocks + (2 + 4) * head * asked), rel=0.01)


def test_hours_are_flops_over_speed_and_what_does_not_fit_is_said():
    a10 = GPUS[0]
    step = Step(int(125e12 * 0.5), 0, 0, 0, 0, 0)
    assert hours(step, 7200, a10, 0.5) == "2.0"
    assert hours(replace(step, activations=24 * 10**9), 7200, a10, 0.5) == "does not fit"


def test_the_command_prints_the_row_that_the_page_shows(capsys):
    main(["estimate", "--recipe", str(RECIPES / "gpt2-to-gpt2.yaml")])
    printed = capsys.readouterr().out.strip().splitlines()
    assert len(printed) == 4
    assert all(line in PAGE.read_text() for line in printed)


def test_other_recipes_and_shares_are_refused(write_recipe):
    with pytest.raises(SystemExit, match="trains its own target LM"):
        main(["estimate", "--recipe", str(write_recipe(1))])
    with pytest.raises(SystemExit, match=re.escape("--utilisation is 2.0")):
        main(["estimate", "--recipe", str(RECIPES / "gpt2-to-gpt2.yaml"), "--utilisation", "2"])
