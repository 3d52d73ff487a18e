"""Several processes: two CPU processes under `accelerate launch` end with the weights of one."""

import subprocess
import sys

import pytest
import torch
from safetensors.torch import load_file

from mend_training.cli import main


def launch(recipe, stage, processes):
    command = [
        sys.executable,
        "-m",
        "accelerate.commands.launch",
        "--cpu",
        "--num_processes",
        str(processes),
        "--num_machines",
        "1",
    ]
    command += [
        "--mixed_precision",
        "no",
        "--dynamo_backend",
        "no",
        "--module",
        "mend_training",
        stage,
        "--recipe",
        str(recipe),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.mark.parametrize("stage", ["lm", "finetune"])
def test_two_processes_get_the_gradients_of_one(write_recipe, tmp_path, stage):
    for output in ("one", "two"):
        recipe = write_recipe(2, output)
        for earlier in ["tokenizer"] if stage == "lm" else ["tokenizer", "lm", "pretrain"]:
            main([earlier, "--recipe", str(recipe)])
    main([stage, "--recipe", str(write_recipe(2, "one"))])
    launch(write_recipe(2, "two"), stage, 2)
    one, two = (load_file(tmp_path / name / stage / "model.safetensors") for name in ("one", "two"))
    for name, tensor in one.items():
        torch.testing.assert_close(
            two[name], tensor, rtol=2e-3, atol=2e-5, msg=lambda text, name=name: f"{name}: {text}"
        )
