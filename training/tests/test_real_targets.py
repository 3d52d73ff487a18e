"""
A distiller for a target LM that exists, from its recipe to its model folder, on tiny checkpoints: without and with
low-rank adapters, resumed after a kill, and refused where it cannot be.
"""

import json
import shutil

import pytest
import torch
from safetensors.torch import load_file
from test_stages import kill_after
from tiny_checkpoints import write_checkpoint, write_recipe_of
from tokenizers import Tokenizer

from mend_training.cli import main
from mend_training.data.holdout import holdout
from mend_training.evaluation import suites
from mend_training.export.runtime import open_model
from mend_training.prepare import open_workshop
from mend_training.recipe import load_recipe

LORA = "adapter: affine, lora: { rank: 2, dropout: 0.1 }"
KINDS = {
    "smaller": ("small", "gradient_checkpointing: true"),
    "lora": ("large", f"{LORA}, gradient_checkpointing: true, target_dtype: bfloat16"),
}
"""Which checkpoint the distiller starts from, and what its recipe says besides."""


def run(recipe, *stages):
    for stage in stages:
        main([stage, "--recipe", str(recipe)])


@pytest.fixture(params=["gpt2", "t5"])
def checkpoints(request, tmp_path):
    write_checkpoint(tmp_path / "large", request.param, width=48, seed=1)
    write_checkpoint(tmp_path / "small", request.param, width=32, seed=2)
    return tmp_path


@pytest.fixture(scope="module")
def data(data_folder, tmp_path_factory):
    """The tiny tasks, and two more that no training may see."""
    folder = tmp_path_factory.mktemp("held-out")
    shutil.copytree(data_folder, folder, dirs_exist_ok=True)
    names = sorted(holdout().relatives)[:2]
    index = json.loads((folder / "tasks.json").read_text())
    (folder / "tasks.json").write_text(json.dumps(index + [{"task": name, "open": True} for name in names]))
    for split in ("train", "test"):
        file = folder / "tasks" / f"tiny.{split}.jsonl"
        rows = [json.loads(line) for line in file.read_text().splitlines()]
        copied = [row | {"task": name} for name in names for row in rows if row["task"] == "first"]
        file.write_text("".join(json.dumps(row) + "\n" for row in rows + copied))
    return folder


@pytest.fixture
def write(checkpoints, data):
    """Writes a recipe of one of `KINDS`, for an output folder of a name."""

    def write(kind: str, output: str = "run", more: str = "", **loop):
        distiller, model = KINDS[kind]
        parts = (checkpoints, data, output, checkpoints / "large", checkpoints / distiller)
        return write_recipe_of(*parts, model=", ".join(filter(None, (model, more))), **loop)

    return write


@pytest.mark.parametrize("kind", KINDS)
def test_from_recipe_to_model_folder(write, checkpoints, kind, monkeypatch):
    for name, value in {"SEEDS": (13,), "QUERIES": 2, "MAPPINGS": (2,), "SYNTHETIC": ()}.items():
        monkeypatch.setattr(suites, name, value)
    monkeypatch.chdir(checkpoints)
    recipe = write(kind)
    run(recipe, "pretrain", "finetune", "evaluate", "export")
    for stage, figure in (("pretrain", "kl"), ("finetune", "ce")):
        last = json.loads((checkpoints / "run" / stage / "metrics.jsonl").read_text().splitlines()[-1])
        assert last["step"] == 3 and last[figure] > 0
    quality = json.loads((checkpoints / "run/quality.json").read_text())
    assert "distilled" in quality["mappings"] and "distilled" in quality["relatives"]

    folder = checkpoints / "models/tiny-real"
    manifest = json.loads((folder / "mend.json").read_text())
    assert (manifest["target"]["width"], manifest["distiller"]["width"]) == (48, 48)
    assert manifest["distiller"]["anchors"] == "after"
    assert list(manifest["training"]) == ["pretrain", "finetune"]
    theirs = Tokenizer.from_file(str(checkpoints / "large/tokenizer.json"))
    assert Tokenizer.from_file(str(folder / "tokenizer.json")).get_vocab() == theirs.get_vocab()

    workshop = open_workshop(load_recipe(recipe))
    distiller = workshop.finished_distiller(workshop.target())
    ids, places = torch.arange(10, 30)[None], torch.arange(20, 24)[None]
    with torch.no_grad():
        expected = distiller(ids, torch.tensor([20]), places)[0]
    graphs = open_model(folder, "fp32")
    torch.testing.assert_close(
        torch.tensor(graphs.distil(ids[0].tolist(), places[0].tolist())), expected, atol=1e-4, rtol=0
    )


@pytest.mark.parametrize("kind", KINDS)
def test_resuming_gives_the_weights_of_a_run_that_never_stopped(write, checkpoints, monkeypatch, kind):
    run(write(kind, "straight", steps=5), "pretrain", "finetune")
    stopped = write(kind, "stopped", steps=5)
    for stage in ("pretrain", "finetune"):
        kill_after(monkeypatch, 3)
        with pytest.raises(KeyboardInterrupt):
            run(stopped, stage)
        monkeypatch.undo()
        run(stopped, stage)
    for stage in ("pretrain", "finetune"):
        one, two = (load_file(checkpoints / name / stage / "model.safetensors") for name in ("straight", "stopped"))
        assert one.keys() == two.keys()
        for name, tensor in one.items():
            torch.testing.assert_close(tensor, two[name], rtol=0, atol=0)


def test_a_run_with_adapters_leaves_small_files(write, checkpoints):
    run(write("lora"), "pretrain")
    for stored in (
        load_file(checkpoints / "run/pretrain/model.safetensors"),
        torch.load(checkpoints / "run/pretrain/checkpoint.pt", weights_only=True)["model"],
    ):
        assert all("lora_" in name or not name.startswith("body.") for name in stored)
        assert any("lora_" in name for name in stored)


def test_parts_of_a_step_add_up_to_the_whole(write, checkpoints):
    # Without dropout, which is drawn for each part.
    for micro_batch in (0, 1, 3):
        run(write("smaller", f"by-{micro_batch}", "dropout: 0.0", micro_batch=micro_batch), "pretrain", "finetune")
    for stage in ("pretrain", "finetune"):
        whole, ones, threes = (
            load_file(checkpoints / f"by-{micro_batch}" / stage / "model.safetensors") for micro_batch in (0, 1, 3)
        )
        for name, tensor in whole.items():
            for parts in (ones, threes):
                close_but_for_key_biases(name, parts[name], tensor)


def close_but_for_key_biases(name, found, expected):
    # A key's bias shifts all scores alike: its gradient is zero but for rounding, which Adam blows up.
    if name.endswith("c_attn.bias"):
        keep = torch.cat([part for index, part in enumerate(torch.arange(len(found)).chunk(3)) if index != 1])
        found, expected = found[keep], expected[keep]
    torch.testing.assert_close(found, expected, rtol=1e-2, atol=1e-4, msg=lambda text: f"{name}: {text}")


def test_dropout_is_on_while_the_distiller_is_trained(write, checkpoints):
    for output, share in (("without", 0.0), ("with", 0.1)):
        run(write("smaller", output, f"dropout: {share}", steps=1), "pretrain")
    one, two = (load_file(checkpoints / name / "pretrain/model.safetensors") for name in ("without", "with"))
    assert not torch.equal(one["placeholders"], two["placeholders"])


def test_our_own_placeholders_read_on_a_target_in_half_precision(write, checkpoints):
    started = "pretrain:\n  reading_start: true\n  reading_weight: 1.0"
    recipe = write("smaller", more="adapter: affine, target_dtype: bfloat16, anchors: copies", learning_rate=1.0e-5)
    text = recipe.read_text().replace("pretrain:", started)
    recipe.write_text(text)
    refused(recipe, "pretrain.reading_start: .* width")
    recipe.write_text(text.replace(f"distiller: {checkpoints / 'small'}", f"distiller: {checkpoints / 'large'}"))
    run(recipe, "pretrain")
    last = json.loads((checkpoints / "run/pretrain/metrics.jsonl").read_text().splitlines()[-1])
    # 1 is what vectors lose that say nothing.
    assert last["reading"] < 0.8

    recipe = write("lora", "other", "anchors: copies")
    recipe.write_text(recipe.read_text().replace("pretrain:", started))
    refused(recipe, "leave out it or model.lora")


def test_placeholders_may_be_anchored_to_answers(write):
    run(write("smaller", more="anchors: answers", steps=1), "pretrain", "finetune")


def test_the_target_is_not_trained(write):
    with pytest.raises(SystemExit, match="large exists already and is not trained: go on with pretrain"):
        run(write("smaller"), "lm")


def test_its_tokenizer_is_taken_over(write, checkpoints):
    run(write("smaller"), "tokenizer")
    ours, theirs = (Tokenizer.from_file(str(checkpoints / name / "tokenizer.json")) for name in ("run", "large"))
    assert ours.to_str() == theirs.to_str()


def refused(recipe, match, stage="pretrain"):
    with pytest.raises(SystemExit, match=match) as refusal:
        run(recipe, stage)
    assert "\n" not in str(refusal.value)


def test_wrong_settings_are_named(write, checkpoints):
    refused(write("smaller", more="target_dtype: int3"), "model.target_dtype is 'int3'")
    recipe = write("smaller")
    text = recipe.read_text()
    recipe.write_text(text.replace("pretrain:", "lm: { phases: [], loop: { steps: 1, learning_rate: 1 } }\npretrain:"))
    refused(recipe, "exists already: leave lm out")
    recipe.write_text(text.replace("distiller:", "destiller:"))
    refused(recipe, "unknown setting 'destiller'")
    recipe.write_text(text.replace("steps: 3", "steps: 3, reading: 1"))
    refused(recipe, "unknown setting 'reading'")


@pytest.mark.parametrize("checkpoints", ["gpt2"], indirect=True)
def test_texts_longer_than_the_models_read_are_refused(write):
    recipe = write("smaller")
    text = recipe.read_text()
    for old, new, match in (
        ("demonstration_tokens: 48", "demonstration_tokens: 126", "126.* 4 placeholders .* 130 tokens, .* distiller"),
        ("document_tokens: [60]", "document_tokens: [128]\n  reading_weight: 0.0", None),
        (
            "document_tokens: [60]",
            "document_tokens: [160]",
            "pretrain.document_tokens .160. .*132 tokens, .* distiller",
        ),
        ("teacher_tokens: 64", "teacher_tokens: 110", "finetune.teacher_tokens .110. .*134 tokens, .* target LM"),
    ):
        recipe.write_text(text.replace(old, new))
        if match:
            refused(recipe, match)
        else:
            run(recipe, "pretrain")
