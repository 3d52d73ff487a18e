"""Recipes for partitions, and recipes that go on from others: what they draw from, and what is refused."""

import json

import pytest
import yaml
from safetensors.torch import load_file

from mend_training.cli import main
from mend_training.data.partitions import partition
from mend_training.prepare import open_workshop
from mend_training.recipe import load_recipe

TRAINED, TARGETS = ("scitail", "emo", "sick", "piqa"), ("glue-mrpc", "sick", "quarel")


@pytest.fixture
def partition_data(tmp_path, data_folder):
    """The tiny data folder's text, with tasks of the names of hr_to_lr; each has 12 rows to train and 12 to test on."""
    folder = tmp_path / "metaicl"
    (folder / "tasks").mkdir(parents=True)
    for split in ("train", "val"):
        (folder / f"text.{split}.txt").write_bytes((data_folder / f"text.{split}.txt").read_bytes())
    names = [*dict.fromkeys(TRAINED + TARGETS)]
    for split in ("train", "test"):
        rows = [
            {"task": name, "input": f"{split} {name} {n}", "output": "abc"[n % 2], "options": ["a", "b"]}
            for name in names
            for n in range(12)
        ]
        (folder / "tasks" / f"metaicl113.{split}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    index = [{"task": name, "group": "metaicl113", "open": False} for name in names]
    (folder / "tasks.json").write_text(json.dumps(index))
    return folder


NATURAL = {"phases": [{"until": 1, "packs": {"synthetic": {}, "natural": 1.0}}]}


@pytest.fixture
def write_start(write_recipe, tmp_path, partition_data):
    """A recipe that goes on from a tiny one; `changes` to its settings."""

    def write(base=None, **changes):
        base = base or write_recipe(2, "base")
        settings = {
            "start": str(base),
            "output": str(tmp_path / "partitions" / "{partition}"),
            "data": {"folder": str(partition_data), "words": 20, "prose_tokens": 2000, "open_only": False},
            "finetune": yaml.safe_load(base.read_text())["finetune"] | NATURAL,
        }
        path = tmp_path / "partition.yaml"
        path.write_text(yaml.safe_dump(settings | changes))
        return path

    return write


def run(recipe, *stages, partition=""):
    for stage in stages:
        main([stage, "--recipe", str(recipe), *(["--partition", partition] if partition else [])])


def test_a_model_of_a_partition_is_trained_from_another_recipes_lm(write_start, write_recipe, tmp_path):
    base = write_recipe(2, "base")
    run(base, "tokenizer", "lm", "pretrain")
    run(write_start(base), "finetune", partition="hr_to_lr")
    made = tmp_path / "partitions" / "hr_to_lr"
    assert [path.name for path in made.iterdir()] == ["finetune"]
    start, end = (
        load_file(tmp_path / "base" / "pretrain" / "model.safetensors"),
        load_file(made / "finetune" / "model.safetensors"),
    )
    assert start.keys() == end.keys()
    assert any((start[name] != end[name]).any() for name in start)


def test_only_the_partitions_own_tasks_are_drawn_with_all_their_rows(write_start, write_recipe):
    base = write_recipe(2, "base")
    run(base, "tokenizer")
    workshop = open_workshop(load_recipe(write_start(base), "hr_to_lr"))
    drawn = workshop.sampler(workshop.recipe.finetune.phases[0].packs).tasks
    wanted = {name for name in TRAINED if name in partition("hr_to_lr").train}
    assert {task.name for task in drawn} == wanted == {"scitail", "emo", "piqa"}
    assert all(len(task.train) == 24 for task in drawn)


def test_a_target_among_the_training_tasks_is_left_out(write_start, write_recipe):
    base = write_recipe(2, "base")
    run(base, "tokenizer")
    workshop = open_workshop(load_recipe(write_start(base), "non_nli_to_nli"))
    drawn = workshop.sampler(workshop.recipe.finetune.phases[0].packs).tasks
    assert "sick" not in {task.name for task in drawn} and drawn


def test_synthetic_tasks_are_no_tasks_of_a_partition(write_start, write_recipe):
    base = write_recipe(2, "base")
    run(base, "tokenizer", "lm", "pretrain")
    recipe = write_start(base, finetune=yaml.safe_load(base.read_text())["finetune"])
    with pytest.raises(SystemExit, match="packs.synthetic"):
        run(recipe, "finetune", partition="hr_to_lr")


def test_a_recipe_of_a_partition_must_know_that_its_tasks_are_not_open(write_start, write_recipe, partition_data):
    base = write_recipe(2, "base")
    run(base, "tokenizer", "lm", "pretrain")
    with pytest.raises(SystemExit, match="open_only: false"):
        run(write_start(base, data={"folder": str(partition_data), "words": 20}), "finetune", partition="hr_to_lr")


def test_data_without_the_partitions_tasks_is_refused(write_start, write_recipe, data_folder):
    base = write_recipe(2, "base")
    run(base, "tokenizer", "lm", "pretrain")
    data = {"folder": str(data_folder), "words": 20, "open_only": False}
    with pytest.raises(SystemExit, match="none of the training tasks of qa_to_qa"):
        run(write_start(base, data=data), "finetune", partition="qa_to_qa")


def test_which_partition_must_be_said_and_known(write_start):
    recipe = write_start()
    with pytest.raises(SystemExit, match="say which by --partition"):
        load_recipe(recipe)
    with pytest.raises(SystemExit, match="no partition 'lr_to_hr'"):
        load_recipe(recipe, "lr_to_hr")
    assert load_recipe(recipe, "qa_to_qa").data.partition == "qa_to_qa"


def test_a_recipe_of_one_model_takes_no_other_partition(write_recipe):
    with pytest.raises(SystemExit, match="this one is for one model"):
        load_recipe(write_recipe(2), "qa_to_qa")


def test_a_recipe_goes_on_from_the_settings_of_another(write_start, write_recipe, tmp_path):
    base = load_recipe(write_recipe(2, "base"))
    recipe = load_recipe(write_start(), "hr_to_lr")
    assert (recipe.model, recipe.lm, recipe.pretrain) == (base.model, base.lm, base.pretrain)
    assert recipe.data != base.data and recipe.output != base.output
    assert recipe.line() == [recipe, base]
    path = tmp_path / "third.yaml"
    path.write_text(
        yaml.safe_dump({"start": str(tmp_path / "second.yaml"), "output": "third", "data": {"folder": "x"}})
    )
    second = {"start": str(tmp_path / "base-2.yaml"), "output": "second", "data": {"folder": "x"}}
    (tmp_path / "second.yaml").write_text(yaml.safe_dump(second))
    third = load_recipe(path)
    assert [one.output for one in third.line()] == ["third", "second", base.output]
    assert third.finetune == base.finetune


def test_a_start_with_other_models_is_refused(write_start, write_recipe):
    base = write_recipe(2, "base")
    model = yaml.safe_load(base.read_text())["model"] | {"width": 32}
    with pytest.raises(SystemExit, match="model.width is not that of the recipe it starts from"):
        load_recipe(write_start(base, model=model), "hr_to_lr")


def test_a_distiller_of_its_own_needs_a_stage_1_of_its_own(write_start, write_recipe):
    base = write_recipe(2, "base")
    model = yaml.safe_load(base.read_text())["model"] | {"vectors": 5}
    recipe = load_recipe(write_start(base, model=model), "hr_to_lr")
    assert recipe.made("pretrain/model.safetensors") == recipe.folder("pretrain") / "model.safetensors"
    assert recipe.made("lm/model.safetensors").parent.parent.name == "base"


def test_a_start_that_is_not_there_is_named(write_start):
    with pytest.raises(SystemExit, match="no recipe at nowhere.yaml"):
        load_recipe(write_start(start="nowhere.yaml"), "hr_to_lr")
