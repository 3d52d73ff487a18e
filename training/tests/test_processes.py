"""Several processes: two CPU processes under `accelerate launch` end with the weights of one."""

import json

import pytest
import torch
from launching import launch
from safetensors.torch import load_file

from mend_training.cli import main

# `--multi_gpu` asks for one process a device; where there is no GPU the loop runs the processes on the CPU.
OPTIONS = "--multi_gpu --num_machines 1 --mixed_precision no --dynamo_backend no"


@pytest.mark.parametrize("stage", ["lm", "finetune"])
def test_two_processes_get_the_gradients_of_one(write_recipe, tmp_path, stage):
    for output in ("one", "two"):
        recipe = write_recipe(2, output)
        for earlier in ["tokenizer"] if stage == "lm" else ["tokenizer", "lm", "pretrain"]:
            main([earlier, "--recipe", str(recipe)])
    main([stage, "--recipe", str(write_recipe(2, "one"))])
    launch(["mend_training", stage, "--recipe", str(write_recipe(2, "two"))], 2, OPTIONS)
    metrics = (tmp_path / "two" / stage / "metrics.jsonl").read_text().splitlines()
    assert json.loads(metrics[-1])["processes"] == 2
    one, two = (load_file(tmp_path / name / stage / "model.safetensors") for name in ("one", "two"))
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
