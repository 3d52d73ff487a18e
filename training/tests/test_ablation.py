"""Studies: what their variants are, that nothing is trained twice, and what the report says."""

import json
from pathlib import Path

import pytest
import yaml

from mend_training.ablation.report import rows
from mend_training.ablation.study import load_study
from mend_training.ablation.variants import trial
from mend_training.cli import main
from mend_training.evaluation import suites


@pytest.fixture
def small(monkeypatch):
    """Two seeds of few queries."""
    for name, value in {
        "SEEDS": (13, 21),
        "QUERIES": 3,
        "SHOTS": 4,
        "MAPPINGS": (2,),
        "SYNTHETIC": ("member",),
    }.items():
        monkeypatch.setattr(suites, name, value)
        if name in ("SEEDS", "QUERIES"):
            monkeypatch.setattr(f"mend_training.ablation.report.{name}", value)


@pytest.fixture
def study(write_recipe, tmp_path):
    """Writes a study of the tables given, on a recipe whose target LM is trained."""
    target = write_recipe(2)
    for stage in ("tokenizer", "lm"):
        main([stage, "--recipe", str(target)])
    base = tmp_path / "base.yaml"
    base.write_text(yaml.safe_dump({"start": str(target), "output": "unused", "data": data_of(target)}))

    def write(*tables) -> Path:
        path = tmp_path / "study.yaml"
        path.write_text(yaml.safe_dump({"base": str(base), "output": str(tmp_path / "study"), "tables": list(tables)}))
        return path

    return write


def data_of(recipe: Path):
    return yaml.safe_load(recipe.read_text())["data"]


def table(**variants):
    return {"title": "Losses", "variants": [{"name": name, "set": changes} for name, changes in variants.items()]}


def test_variants_share_a_stage_1_they_do_not_change(study):
    path = study(table(base={}, kl={"finetune.kl_weight": 2.0}, text={"pretrain.beta": 0.5}))
    made = load_study(path)
    base, kl, text = (trial(made, variant) for variant in made.tables[0].variants)
    assert base.first.output == kl.first.output != text.first.output
    assert len({base.whole.output, kl.whole.output, text.whole.output}) == 3
    assert kl.whole.finetune.kl_weight == 2.0 and text.whole.pretrain.beta == 0.5
    assert base.whole.finetune.kl_weight == 1.0


def test_a_study_is_trained_asked_and_reported_once(study, small, tmp_path, capsys, monkeypatch):
    shallow = {"model.vectors": 3, "model.anchors": "copies"}
    path = study(table(base={}, without={"finetune.ce_weight": 0.0}, fewer=shallow))
    main(["ablate", "--study", str(path)])
    folder = tmp_path / "study"
    report = (folder / "report.md").read_text()
    assert f"mend-train ablate --study {path}" in report
    for name in ("base", "without", "fewer"):
        assert f"| **{name}** |" in report
    scores = json.loads((folder / "report.json").read_text())["Losses"]["fewer"]
    assert len(scores["mapping of words to 2 labels"]["distilled"]) == 2
    assert (folder / "figures" / "losses.svg").read_text().startswith("<svg")
    assert len(list(folder.glob("stage-1-*"))) == 2 and len(list(folder.glob("variant-*"))) == 3

    def again(*_):
        raise AssertionError("trained again")

    monkeypatch.setattr("mend_training.ablation.run.finetune_distiller", again)
    main(["ablate", "--study", str(path), "--tables", "Losses"])
    assert (folder / "report.md").read_text().count("**base**") == 1


def test_rows_say_what_is_kept_of_the_gain():
    scores = {"synthetic member": {"zero-shot": [20.0] * 5, "full ICL": [60.0] * 5, "distilled": [40.0] * 4 + [50.0]}}
    assert rows({"base": scores}).splitlines()[2:] == [
        "| zero-shot | 20 | 20.0 / 20.0 |  |",
        "| full ICL | 60 | 60.0 / 60.0 |  |",
        "| **base** | 42 | 42.0 / 40.0 | 55 % |",
    ]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"finetune.lambda": 1.0}, "unknown setting 'lambda'"),
        ({"output.folder": "x"}, "output.folder is not the name of a setting"),
        ({"model.width": 32}, "model.width is not that of the recipe it starts from"),
    ],
)
def test_a_variant_that_cannot_be_is_refused_before_any_training(study, changes, message):
    with pytest.raises(SystemExit, match=message):
        main(["ablate", "--study", str(study(table(base={}, wrong=changes)))])


def test_a_study_must_name_its_tables_apart(study):
    with pytest.raises(SystemExit, match="two tables are named 'Losses'"):
        main(["ablate", "--study", str(study(table(base={}), table(base={})))])


def test_asking_for_a_table_that_is_not_there_says_which_are(study):
    with pytest.raises(SystemExit, match="no table 'Depth' in the study; there are 'Losses'"):
        main(["ablate", "--study", str(study(table(base={}))), "--tables", "Depth"])


def test_the_study_that_comes_with_the_project_is_sound(monkeypatch):
    monkeypatch.chdir(Path(__file__).parents[2])
    made = load_study(Path("training/recipes/ablations.yaml"))
    assert all(trial(made, variant) for one in made.tables for variant in one.variants)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(SystemExit, match="no study at"):
        main(["ablate", "--study", str(tmp_path / "none.yaml")])
