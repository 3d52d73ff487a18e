"""The stages as commands: they run, resume exactly after a kill, and refuse what they cannot do."""

import json

import pytest
import torch
from safetensors.torch import load_file

from mend_training.cli import main
from mend_training.prepare import open_workshop
from mend_training.recipe import load_recipe


def run(recipe, *stages):
    for stage in stages:
        main([stage, "--recipe", str(recipe)])


@pytest.mark.parametrize("family", ["gpt2", "t5"])
def test_all_stages_run_and_log_metrics(write_recipe, tmp_path, family):
    recipe = write_recipe(3, family=family)
    run(recipe, "tokenizer", "lm", "pretrain", "finetune")
    for stage, figure in (("lm", "loss"), ("pretrain", "kl"), ("finetune", "ce")):
        lines = (tmp_path / "run" / stage / "metrics.jsonl").read_text().splitlines()
        assert json.loads(lines[-1])["step"] == 3
        assert json.loads(lines[-1])[figure] > 0
        assert (tmp_path / "run" / stage / "model.safetensors").exists()


@pytest.mark.parametrize("family", ["gpt2", "t5"])
def test_resuming_gives_the_weights_of_a_run_that_never_stopped(write_recipe, tmp_path, monkeypatch, family):
    straight = write_recipe(5, "straight", family)
    run(straight, "tokenizer", "lm", "pretrain", "finetune")

    stopped = write_recipe(5, "stopped", family)
    for stage in ("tokenizer", "lm", "pretrain", "finetune"):
        if stage != "tokenizer":
            kill_after(monkeypatch, 3)
            with pytest.raises(KeyboardInterrupt):
                run(stopped, stage)
            monkeypatch.undo()
        run(stopped, stage)

    for stage in ("lm", "pretrain", "finetune"):
        one, two = (load_file(tmp_path / name / stage / "model.safetensors") for name in ("straight", "stopped"))
        assert one.keys() == two.keys()
        for name, tensor in one.items():
            torch.testing.assert_close(tensor, two[name], rtol=0, atol=0)


def kill_after(monkeypatch, steps):
    """
    Interrupts the loop when it reports its `steps`-th step: after the checkpoint of step 2, before that of step 4.
    """
    from mend_training import progress

    original = progress.Report.step
    seen = []

    def step(self, *arguments):
        seen.append(1)
        if len(seen) == steps:
            raise KeyboardInterrupt
        original(self, *arguments)

    monkeypatch.setattr(progress.Report, "step", step)


def test_tasks_that_are_not_open_are_not_trained_on(write_recipe):
    recipe = write_recipe(1)
    run(recipe, "tokenizer")
    workshop = open_workshop(load_recipe(recipe))
    names = {task.name for task in workshop.sampler(workshop.recipe.finetune.phases[-1].packs).tasks}
    assert names == {"upper", "first"}


def test_a_stage_without_the_one_before_says_what_to_run(write_recipe):
    recipe = write_recipe(1)
    with pytest.raises(SystemExit, match="mend-train tokenizer"):
        run(recipe, "lm")
    run(recipe, "tokenizer")
    with pytest.raises(SystemExit, match="earlier stage"):
        run(recipe, "pretrain")


def test_spans_are_refused_by_a_model_that_cannot_fill_them_in(write_recipe):
    recipe = write_recipe(1)
    recipe.write_text(recipe.read_text().replace("spans: 0.0", "spans: 0.1"))
    run(recipe, "tokenizer")
    with pytest.raises(SystemExit, match="spans"):
        run(recipe, "lm")


def test_numbers_may_be_written_as_powers_of_ten(write_recipe):
    recipe = write_recipe(1)
    text = recipe.read_text()
    recipe.write_text(text.replace("learning_rate: 0.001", "learning_rate: 1e-3"))
    assert load_recipe(recipe).finetune.loop.learning_rate == 0.001
    recipe.write_text(text.replace("learning_rate: 0.001", "learning_rate: small"))
    with pytest.raises(SystemExit, match="loop.learning_rate: expected a number, found 'small'"):
        load_recipe(recipe)


def test_a_misspelt_setting_is_named(write_recipe):
    recipe = write_recipe(1)
    recipe.write_text(recipe.read_text().replace("vectors: 4", "vektors: 4"))
    with pytest.raises(SystemExit, match="vektors"):
        load_recipe(recipe)
