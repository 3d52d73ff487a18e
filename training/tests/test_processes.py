"""Several processes: two CPU processes under `accelerate launch` end with the weights of one."""

import json
import shutil
from pathlib import Path

import pytest
import torch
from launching import launch
from safetensors.torch import load_file

from mend_training.cli import main

# `--multi_gpu` asks for one process a device; where there is no GPU the loop runs the processes on the CPU.
OPTIONS = "--multi_gpu --num_machines 1 --mixed_precision no --dynamo_backend no"


@pytest.fixture(scope="module")
def outputs(recipes, tmp_path_factory):
    """Folders by stage: what one process made of it, and what two made from the same."""
    folder = tmp_path_factory.mktemp("outputs")
    first = recipes(folder, 2, "one")
    for stage in ("tokenizer", "lm", "pretrain", "finetune"):
        main([stage, "--recipe", str(first)])
    commands, made = [], {}
    for stage, before in {"lm": ["tokenizer.json"], "finetune": ["tokenizer.json", "lm", "pretrain"]}.items():
        made[stage] = folder / "one" / stage, folder / f"two-{stage}" / stage
        for name in before:
            copy(folder / "one" / name, folder / f"two-{stage}" / name)
        commands += ["then", stage, "--recipe", str(recipes(folder, 2, f"two-{stage}"))]
    launch(["in_turn", *commands[1:]], 2, OPTIONS, PYTHONPATH="tests")
    return made


def copy(source: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, to) if source.is_dir() else shutil.copy(source, to)


@pytest.mark.parametrize("stage", ["lm", "finetune"])
def test_two_processes_get_the_gradients_of_one(outputs, stage):
    alone, shared = outputs[stage]
    metrics = (shared / "metrics.jsonl").read_text().splitlines()
    assert json.loads(metrics[-1])["processes"] == 2
    one, two = (load_file(folder / "model.safetensors") for folder in (alone, shared))
    for name, tensor in one.items():
        # A key's bias shifts all scores alike: its gradient is zero but for rounding, which Adam blows up.
        width = tensor.shape[-1] // 3
        keep = [slice(0, width), slice(2 * width, None)] if name.endswith("c_attn.bias") else [slice(None)]
        for part in keep:
            torch.testing.assert_close(
                two[name][..., part],
                tensor[..., part],
                rtol=1e-2,
                atol=1e-4,
                msg=lambda text, name=name: f"{name}: {text}",
            )
