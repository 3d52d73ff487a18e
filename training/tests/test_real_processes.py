"""
A distiller for a target LM that exists, trained by several CPU processes as accelerate's configuration files say: DDP,
and FSDP from a checkpoint that one process wrote. Both end with the weights of one process, dropout and all.
"""

import json

import pytest
import torch
from accelerate.commands.config.config_args import load_config_from_file
from launching import CONFIGS, launch
from safetensors.torch import load_file
from test_real_targets import KINDS, close_but_for_key_biases, run
from test_stages import kill_after
from tiny_checkpoints import write_checkpoint, write_recipe_of


def recipe_for(folder, data, output, family, kind):
    """A recipe of five steps, and the checkpoints that it names."""
    for name, width in (("large", 48), ("small", 32)):
        if not (folder / name).exists():
            write_checkpoint(folder / name, family, width=width)
    distiller, model = KINDS[kind]
    return write_recipe_of(folder, data, output, folder / "large", folder / distiller, model=model, steps=5)


def launch_as(config: str, module: str, stage: str, recipe) -> None:
    options = f"--config_file {CONFIGS / config} --mixed_precision no"
    launch([module, stage, "--recipe", str(recipe)], 2, options, PYTHONPATH="tests")


def compare(folder, stage):
    one, two = (load_file(folder / name / stage / "model.safetensors") for name in ("one", "two"))
    assert one.keys() == two.keys()
    for name, tensor in one.items():
        close_but_for_key_biases(name, two[name], tensor)
    last = json.loads((folder / "two" / stage / "metrics.jsonl").read_text().splitlines()[-1])
    assert (last["step"], last["processes"]) == (5, 2)


def test_two_processes_end_with_the_weights_of_one(tmp_path, data_folder):
    one, two = (recipe_for(tmp_path, data_folder, output, "gpt2", "smaller") for output in ("one", "two"))
    run(one, "pretrain", "finetune")
    run(two, "pretrain")
    launch_as("ddp.yaml", "mend_training", "finetune", two)
    compare(tmp_path, "finetune")


@pytest.mark.parametrize(("family", "kind"), [("gpt2", "lora"), ("t5", "smaller")])
def test_fsdp_goes_on_from_a_checkpoint_of_one_process(tmp_path, data_folder, monkeypatch, family, kind):
    one, two = (recipe_for(tmp_path, data_folder, output, family, kind) for output in ("one", "two"))
    run(one, "pretrain")
    kill_after(monkeypatch, 3)
    with pytest.raises(KeyboardInterrupt):
        run(two, "pretrain")
    monkeypatch.undo()
    launch_as("fsdp.yaml", "sharded_on_cpu", "pretrain", two)
    compare(tmp_path, "pretrain")
    # What FSDP leaves is as whole as what one process leaves.
    states = [torch.load(tmp_path / name / "pretrain/checkpoint.pt", weights_only=True) for name in ("one", "two")]
    assert states[0]["model"].keys() == states[1]["model"].keys()
    moments = [{key: value["exp_avg"].shape for key, value in s["optimizer"]["state"].items()} for s in states]
    assert moments[0] == moments[1]


@pytest.mark.parametrize(("file", "kind"), [("one-gpu", "NO"), ("ddp", "MULTI_GPU"), ("fsdp", "FSDP")])
def test_accelerate_reads_the_configurations(file, kind):
    config = load_config_from_file(str(CONFIGS / f"{file}.yaml"))
    assert config.distributed_type.value == kind
    assert config.num_processes == (1 if kind == "NO" else 8)
