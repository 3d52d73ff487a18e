"""`mend-train baseline` and `evaluate --arms`: training, resuming, and what is said where something is missing."""

import json

import pytest
import torch
from launching import launch
from peft import PeftModel
from safetensors.torch import load_file
from test_processes import OPTIONS
from test_stages import kill_after
from tiny import tiny_target

from mend_training.baselines.catalogue import ARMS, asked_arms, option
from mend_training.baselines.prompts import prompt_loop, prompt_loss
from mend_training.baselines.task_prompts import tune
from mend_training.cli import main
from mend_training.evaluation import suites
from mend_training.evaluation.bench import open_bench
from mend_training.families.rows import Queries
from mend_training.loop import LoopSettings
from mend_training.prepare import open_workshop
from mend_training.recipe import load_recipe

TRAINED = {
    "prompt-tuning": "adapter_model.safetensors",
    "hypertuning": "finetune/model.safetensors",
    "metaicl": "model.safetensors",
}


def run(recipe, *stages):
    for stage in stages:
        main([stage, "--recipe", str(recipe)])


def train(recipe, *names):
    for name in names:
        main(["baseline", "--recipe", str(recipe), "--name", name])


def fewer_seeds(monkeypatch):
    """Two seeds, few queries, one mapping, so that an evaluation takes seconds."""
    for name, value in {
        "SEEDS": (13, 21),
        "QUERIES": 3,
        "SHOTS": 4,
        "MAPPINGS": (2,),
        "SYNTHETIC": ("position",),
    }.items():
        monkeypatch.setattr(suites, name, value)


@pytest.fixture(params=["gpt2", "t5"])
def trained(write_recipe, request):
    """A recipe whose stages have run, and its family."""
    recipe = write_recipe(3, family=request.param)
    run(recipe, "tokenizer", "lm", "pretrain", "finetune")
    return recipe


def test_all_baselines_are_trained_and_every_arm_is_measured(trained, tmp_path, monkeypatch, capsys):
    before = load_file(tmp_path / "run" / "lm" / "model.safetensors")
    train(trained, *TRAINED)
    for name, file in TRAINED.items():
        assert (tmp_path / "run" / "baselines" / name / file).exists()
    metrics = (tmp_path / "run" / "baselines" / "hypertuning" / "pretrain" / "metrics.jsonl").read_text()
    # The text was encoded once, and is not kept again.
    assert not list((tmp_path / "run" / "baselines").glob("**/prose*"))
    last = json.loads(metrics.splitlines()[-1])
    assert last["clm"] > 0 and "kl" not in last and "reading" not in last

    fewer_seeds(monkeypatch)
    main(["evaluate", "--recipe", str(trained), "--arms", "all"])
    report = (tmp_path / "run" / "evaluation.md").read_text()
    head = next(line for line in report.splitlines() if line.startswith("| task |"))
    assert all(f"| {name} |" in head for name in ["zero-shot", "full ICL", "distilled", *ARMS])
    assert "left out" not in capsys.readouterr().out
    quality = json.loads((tmp_path / "run" / "quality.json").read_text())
    assert 0 <= quality["mappings"]["promptTuningPerTask"] <= 100

    # The shared target LM is as it was, and MetaICL's copy is not.
    after, copy = (
        load_file(tmp_path / "run" / path) for path in ("lm/model.safetensors", "baselines/metaicl/model.safetensors")
    )
    assert all(torch.equal(before[name], tensor) for name, tensor in after.items())
    assert any(not torch.equal(before[name], tensor) for name, tensor in copy.items())
    check_adapter(open_workshop(load_recipe(trained)).target(), tmp_path / "run" / "baselines" / "prompt-tuning")


@torch.no_grad()
def check_adapter(target, folder):
    """PEFT puts the prompt where we put it."""
    vectors = load_file(folder / "adapter_model.safetensors")["prompt_embeddings"]
    query = [7, 9, 11]
    ours = target.head(target.behind_vectors(vectors[None], Queries.of([(0, query, [])], torch.device("cpu"))))[0, -1]
    ids = {"input_ids": torch.tensor([query])}
    if target.model.config.is_encoder_decoder:
        config = target.model.config
        ids = {
            "input_ids": torch.tensor([[config.eos_token_id]]),
            "decoder_input_ids": torch.tensor([[config.decoder_start_token_id, *query]]),
        }
    adapted = PeftModel.from_pretrained(target.model, folder)
    torch.testing.assert_close(adapted(**ids).logits[0, -1], ours, rtol=1e-4, atol=1e-4)


def test_a_killed_baseline_ends_with_the_weights_of_one_that_never_stopped(write_recipe, tmp_path, monkeypatch):
    straight, stopped = write_recipe(5, "straight"), write_recipe(5, "stopped")
    for recipe in (straight, stopped):
        run(recipe, "tokenizer", "lm")
    train(straight, *TRAINED)
    for name in TRAINED:
        kill_after(monkeypatch, 3)
        with pytest.raises(KeyboardInterrupt):
            train(stopped, name)
        monkeypatch.undo()
        train(stopped, name)
    for name, file in TRAINED.items():
        one, two = (load_file(tmp_path / output / "baselines" / name / file) for output in ("straight", "stopped"))
        assert one.keys() == two.keys()
        for key, tensor in one.items():
            torch.testing.assert_close(tensor, two[key], rtol=0, atol=0)


def test_two_processes_train_baselines_as_one_does(write_recipe, tmp_path):
    names = "prompt-tuning", "metaicl"
    one, two = write_recipe(2, "one"), write_recipe(2, "two")
    for recipe in (one, two):
        run(recipe, "tokenizer", "lm")
    train(one, *names)
    commands = [word for name in names for word in ("then", "baseline", "--recipe", str(two), "--name", name)]
    launch(["in_turn", *commands[1:]], 2, OPTIONS, PYTHONPATH="tests")
    for name in names:
        alone, shared = (load_file(tmp_path / output / "baselines" / name / TRAINED[name]) for output in ("one", "two"))
        for key, tensor in alone.items():
            # The gradient of a key's bias is nothing but rounding, which Adam blows up.
            if not key.endswith("c_attn.bias"):
                torch.testing.assert_close(shared[key], tensor, rtol=1e-2, atol=1e-4)


@pytest.mark.parametrize("family", ["gpt2", "t5"])
def test_every_set_of_demonstrations_learns_a_prompt_of_its_own(family):
    # A target that looks at what stands before, so that prompts have something to act on.
    target = tiny_target(family, induction_start=True)
    shown = [[([7, 8], [9]), ([10, 11], [9])], [([7, 8], [40]), ([10, 11], [40])]]

    def losses(steps: int) -> list[list[float]]:
        """Of each prompt, on each of the sets."""
        prompts = tune(target, shown, 4, prompt_loop(LoopSettings(steps, 0.0, warmup=3), target, 0.3), seed=1)
        assert prompts.shape == (2, 4, target.width)
        rows = [[(0, *pair) for pair in pairs] for pairs in shown]
        return [[prompt_loss(target, prompt[None], asked).item() for asked in rows] for prompt in prompts]

    (first, _), (_, second) = losses(0)
    (own_first, of_first_on_second), (of_second_on_first, own_second) = losses(30)
    assert own_first < 0.9 * first and own_second < 0.9 * second
    assert own_first < 0.9 * of_second_on_first and own_second < 0.9 * of_first_on_second


def test_what_is_missing_is_said(write_recipe, capsys):
    recipe = write_recipe(1)
    run(recipe, "tokenizer", "lm")
    bench = open_bench(open_workshop(load_recipe(recipe)))
    with pytest.raises(SystemExit, match="HyperTuning is not trained: run `mend-train baseline --name hypertuning`"):
        asked_arms(bench, ["hypertuning"])
    with pytest.raises(SystemExit, match="distilled wrong labels needs the distiller: run `mend-train finetune`"):
        asked_arms(bench, ["distilled-wrong-labels"])
    names = [arm.name for arm in asked_arms(bench, ["all"])]
    assert "channel ICL" in names and "MetaICL" not in names and "distilled" not in names
    assert "left out: MetaICL is not trained" in capsys.readouterr().out
    assert [arm.name for arm in asked_arms(bench, [])] == ["zero-shot", "full ICL", "shuffled labels"]


def test_wrong_names_are_refused_before_anything_is_loaded(write_recipe):
    recipe = str(write_recipe(1))
    with pytest.raises(SystemExit, match="--arms: no arm 'metaicI'; known are all, channel-icl"):
        main(["evaluate", "--recipe", recipe, "--arms", "metaicI"])
    with pytest.raises(SystemExit, match="--name: no baseline 'lora' is trained; known are prompt-tuning, hypertuning"):
        main(["baseline", "--recipe", recipe, "--name", "lora"])


def test_arms_have_the_names_of_the_catalogue(trained, tmp_path):
    train(trained, *TRAINED)
    bench = open_bench(open_workshop(load_recipe(trained)))
    arms = asked_arms(bench, [option(name) for name in ARMS])
    assert [arm.name for arm in arms[-len(ARMS) :]] == list(ARMS)
    assert len({arm.name for arm in arms}) == len(arms)
