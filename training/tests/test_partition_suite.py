"""The partitions' suite: what is asked, how it is scored, what is kept, and the report."""

import json
import re
import xml.etree.ElementTree as ElementTree

import pytest
from launching import launch

from mend_training.cli import main
from mend_training.data.example import Example
from mend_training.data.partitions import partition
from mend_training.data.task import Task
from mend_training.evaluation.figures import bars
from mend_training.evaluation.partitions.presence import presence
from mend_training.evaluation.partitions.questions import Asking, digest, episodes_of, rows_of
from mend_training.evaluation.partitions.scores import accuracy, macro_f1, score_of
from mend_training.evaluation.partitions.seen import Training
from mend_training.evaluation.partitions.store import Finished, Key, Store

LABELS = ("yes", "no")


def rows(prefix, count, options=LABELS):
    return [Example(f"{prefix} {number}", "yes" if number % 2 else "no", options) for number in range(count)]


def anything(_):
    return True


def test_macro_f1_counts_every_label_once():
    gold = ["a", "a", "a", "b"]
    assert macro_f1(gold, ["a", "a", "a", "b"]) == 100
    # a: precision 3/4, recall 1, F1 6/7; b: none right.
    assert macro_f1(gold, ["a"] * 4) == pytest.approx(100 * (6 / 7) / 2)
    # c is chosen though never right: scikit-learn counts it, with 0.
    assert macro_f1(["a", "b"], ["a", "c"]) == pytest.approx(100 / 3)


def test_tasks_with_labels_are_scored_by_f1_and_others_by_accuracy():
    assert score_of(3) is macro_f1
    assert score_of(0) is accuracy
    assert accuracy(["a", "b", "c", "d"], ["a", "b", "c", "x"]) == 75


def test_one_set_of_demonstrations_a_seed_or_one_a_query():
    task = Task("t", train=rows("train", 200), test=rows("test", 30))
    (fixed,) = episodes_of(task, 13, Asking(per_query=False, queries=0), anything)
    assert (len(fixed.demonstrations), len(fixed.queries)) == (16, 30)
    each = episodes_of(task, 13, Asking(per_query=True, queries=0), anything)
    assert [len(one.queries) for one in each] == [1] * 30
    assert len({tuple(one.demonstrations) for one in each}) == 30
    pool = {row for one in each for row in one.demonstrations}
    assert 16 < len(pool) <= 100 and pool <= set(task.train)
    assert each == episodes_of(task, 13, Asking(per_query=True, queries=0), anything)
    assert each != episodes_of(task, 21, Asking(per_query=True, queries=0), anything)


def test_a_limit_asks_the_same_queries_with_every_seed():
    task = Task("t", train=rows("train", 50), test=rows("test", 30))
    one, two = (episodes_of(task, seed, Asking(False, 5), anything)[0] for seed in (13, 21))
    assert one.queries == two.queries and len(one.queries) == 5
    assert one.demonstrations != two.demonstrations
    assert digest([one]) != digest([two])


def test_rows_set_apart_for_a_seed_are_what_demonstrates():
    task = Task("t", train=rows("train", 50), test=rows("test", 4), shots={13: rows("shot", 16)})
    (episode,) = episodes_of(task, 13, Asking(False, 0), anything)
    assert set(episode.demonstrations) == set(rows("shot", 16))


def test_a_query_is_never_its_own_demonstration():
    same = rows("row", 40)
    task = Task("t", train=same, test=same)
    for episode in episodes_of(task, 13, Asking(True, 0), anything):
        assert episode.queries[0] not in episode.demonstrations
        assert len(episode.demonstrations) == 16
    (episode,) = episodes_of(task, 13, Asking(False, 0), anything)
    assert not set(episode.queries) & set(episode.demonstrations)


def test_without_test_rows_one_half_of_the_training_rows_is_asked():
    task = Task("t", train=rows("train", 80))
    halves = rows_of(task)
    assert halves.substitute and len(halves.pool) == len(halves.asked) == 40
    assert not set(halves.pool) & set(halves.asked)
    (episode,) = episodes_of(task, 13, Asking(False, 0), anything)
    assert set(episode.demonstrations) <= set(halves.pool)


def test_queries_that_cannot_be_answered_are_left_out():
    bare = Example("bare", "yes")
    task = Task("t", train=rows("train", 40), test=[*rows("test", 4), bare, Example("odd", "maybe")])
    (episode,) = episodes_of(task, 13, Asking(False, 0), lambda query: query.input != "test 0")
    assert [query.input for query in episode.queries] == ["test 1", "test 2", "test 3", "bare"]
    assert episode.queries[-1].options == ("no", "yes")


def test_presence_says_what_is_there_and_why_not():
    tasks = {
        "glue-mrpc": Task("glue-mrpc", train=rows("a", 40), test=rows("b", 5)),
        "glue-qqp": Task("glue-qqp", train=rows("c", 80)),
        "paws": Task("paws", train=rows("d", 10), test=rows("e", 5)),
        "emo": Task("emo", train=rows("f", 6), test=rows("g", 2)),
        "anli": Task("anli", train=rows("h", 7)),
    }
    found = presence(partition("non_paraphrase_to_paraphrase"), tasks, anything)
    assert found.targets == ["glue-mrpc", "glue-qqp"]
    assert found.substitutes == ["glue-qqp"]
    assert found.absent == {
        "medical_questions_pairs": "not in the data",
        "paws": "too few rows to demonstrate with (10)",
    }
    assert found.train == ["emo"] and len(found.train_absent) == 58
    full = presence(partition("non_paraphrase_to_paraphrase"), tasks, lambda task: False)
    assert full.targets == [] and "fits the model" in full.absent["glue-mrpc"]


def test_what_training_saw_is_told_by_names_and_by_inputs():
    target = Task(
        "glue-rte", train=rows("x", 40), test=[Example("One, two", "yes", LABELS), Example("new", "no", LABELS)]
    )
    training = Training([Task("superglue-rte", train=[Example("one  TWO!", "no")]), Task("other", train=rows("y", 3))])
    assert training.seen(target).tasks == ["superglue-rte"]
    assert training.seen(target).inputs == 50
    assert Training([target]).seen(target).tasks == ["glue-rte"]


def finished(seed, arm="distilled"):
    return Finished(Key("t", arm, seed, "asked", "made"), 50.0, "10", 4.0, 50.0)


def test_a_store_finds_what_every_process_has_kept(tmp_path):
    Store(tmp_path, 0).add(finished(13))
    Store(tmp_path, 1).add(finished(21))
    again = Store(tmp_path, 0)
    assert set(again.found.values()) == {finished(13), finished(21)}


def test_a_line_cut_off_by_a_kill_is_written_again(tmp_path):
    store = Store(tmp_path, 0)
    store.add(finished(13))
    store.add(finished(21))
    text = store.path.read_text()
    store.path.write_text(text[:-20])
    after = Store(tmp_path, 0)
    assert set(after.found.values()) == {finished(13)}
    after.add(finished(21))
    assert set(Store(tmp_path, 0).found.values()) == {finished(13), finished(21)}


def test_bars_are_as_high_as_their_values():
    picture = ElementTree.fromstring(bars("A & B", ["one", "two"], {"first": [0.0, 50.0], "second": [100.0, 25.0]}))
    space = "{http://www.w3.org/2000/svg}"
    heights = [float(one.get("height")) for one in picture.iter(f"{space}rect")][-4:]
    assert heights == [0, 220, 110, 55]
    assert [one.text for one in picture.iter(f"{space}text")].count("two") == 1
    assert picture.find(f"{space}title").text == "A & B"


TARGETS, TRAINED = ("glue-mrpc", "paws"), ("emo", "glue-rte")


@pytest.fixture
def collection(tmp_path, data_folder):
    """The tiny data folder's text with a few tasks of the paraphrase partition."""
    folder = tmp_path / "collection"
    (folder / "tasks").mkdir(parents=True)
    for split in ("train", "val"):
        (folder / f"text.{split}.txt").write_bytes((data_folder / f"text.{split}.txt").read_bytes())
    names = TARGETS + TRAINED
    for split, count in (("train", 36), ("test", 6)):
        lines = [
            json.dumps({"task": name, "input": row.input, "output": row.output, "options": row.options})
            for name in names
            for row in rows(f"{split} {name}", count)
        ]
        (folder / "tasks" / f"metaicl113.{split}.jsonl").write_text("\n".join(lines) + "\n")
    index = [{"task": name, "group": "metaicl113", "open": False} for name in names]
    (folder / "tasks.json").write_text(json.dumps(index))
    return folder


@pytest.fixture
def make_recipe(tmp_path, write_recipe, collection):
    """A recipe for all partitions whose models of one of them are trained."""

    def make(family="gpt2"):
        base = write_recipe(2, "base", family)
        for stage in ("tokenizer", "lm", "pretrain"):
            main([stage, "--recipe", str(base)])
        path = tmp_path / "partitions.yaml"
        loop = 'loop: { steps: 1, learning_rate: 0.001, save_every: 1, seed: 3, threads: 1, precision: "no" }'
        path.write_text(
            f"start: {base}\noutput: {tmp_path}/made/{{partition}}\n"
            f"data: {{ folder: {collection}, words: 20, prose_tokens: 2000, open_only: false }}\n"
            "finetune:\n  shots: 4\n  queries: 2\n  packs_per_step: 2\n"
            f"  phases: [{{ until: 1, packs: {{ synthetic: {{}}, natural: 1.0 }} }}]\n  {loop}\n"
        )
        main(["finetune", "--recipe", str(path), "--partition", PARTITION])
        return path

    return make


@pytest.fixture
def recipe(make_recipe):
    return make_recipe()


PARTITION = "non_paraphrase_to_paraphrase"


def evaluate(recipe, *more):
    main(["evaluate", "--suite", "partitions", "--recipe", str(recipe), "--partition", PARTITION, *more])


def lines_of(folder, process="*"):
    return [
        json.loads(line) for path in folder.glob(f"results-{process}.jsonl") for line in path.read_text().splitlines()
    ]


def test_the_suite_asks_everything_once_and_reports(recipe, tmp_path, capsys):
    evaluate(recipe, "--queries", "4", "--without", "other-vectors")
    folder = tmp_path / "made" / "partitions"
    kept = lines_of(folder)
    arms = {"zero-shot", "full ICL", "shuffled labels", "distilled", "fewer shots", "random vectors"}
    assert len(kept) == len(TARGETS) * 5 * len(arms)
    assert {line["key"]["arm"] for line in kept} == arms
    assert {line["key"]["seed"] for line in kept} == {13, 21, 42, 87, 100}
    text = (folder / "report.md").read_text()
    assert "small models of our own: target LM `tiny`" in text
    assert f"--partition {PARTITION} --queries 4 --without other-vectors" in text
    assert "not asked: glue-qqp (not in the data), medical_questions_pairs (not in the data)." in text
    assert "Targets asked (2 of 4): glue-mrpc, paws." in text
    assert "training tasks present (2 of 59): emo, glue-rte." in text
    report = json.loads((folder / "report.json").read_text())[0]
    distilled = [line["score"] for line in kept if line["key"]["arm"] == "distilled"]
    assert report["macro"]["distilled"]["mean"] == pytest.approx(sum(distilled) / len(distilled))
    assert [task["queries"] for task in report["tasks"]] == [[4] * 5] * 2
    assert "**distilled** against **fewer shots** on the same queries" in text
    assert -100 <= report["tasks"][0]["aheadOfFewerShots"]["points"] <= 100
    for name in re.findall(r"\((figures/[^)]*)\)", text):
        assert ElementTree.parse(folder / name).getroot().tag.endswith("svg")

    capsys.readouterr()
    evaluate(recipe, "--queries", "4", "--without", "other-vectors")
    assert capsys.readouterr().out.split()[0] == "wrote", "nothing is asked twice"
    assert len(lines_of(folder)) == len(kept)


def test_a_stopped_run_goes_on_and_ends_with_the_same_figures(recipe, tmp_path, monkeypatch):
    evaluate(recipe, "--queries", "3")
    folder = tmp_path / "made" / "partitions"
    whole = (folder / "report.json").read_text()
    text = (folder / "results-0.jsonl").read_text().splitlines(keepends=True)
    (folder / "report.json").unlink()
    (folder / "results-0.jsonl").write_text("".join(text[: len(text) // 2]) + text[-1][:30])
    evaluate(recipe, "--queries", "3")
    assert (folder / "report.json").read_text() == whole


def test_other_weights_and_other_questions_are_asked_anew(recipe, tmp_path):
    evaluate(recipe, "--queries", "3")
    folder = tmp_path / "made" / "partitions"
    kept = len(lines_of(folder))
    evaluate(recipe, "--queries", "2")
    assert len(lines_of(folder)) == 2 * kept
    weights = tmp_path / "made" / PARTITION / "finetune"
    recipe.write_text(recipe.read_text().replace("learning_rate: 0.001", "learning_rate: 0.01"))
    for file in weights.iterdir():
        file.unlink()
    main(["finetune", "--recipe", str(recipe), "--partition", PARTITION])
    evaluate(recipe, "--queries", "2")
    again = [line["key"]["arm"] for line in lines_of(folder)[2 * kept :]]
    assert set(again) == {"distilled", "fewer shots", "random vectors", "other vectors"}, "the target LM is the same"


@pytest.mark.parametrize("family", ["gpt2", "t5"])
def test_demonstrations_can_be_drawn_for_every_query(make_recipe, tmp_path, family):
    evaluate(make_recipe(family), "--queries", "2", "--demonstrations", "per-query")
    text = (tmp_path / "made" / "partitions" / "report.md").read_text()
    assert "for every query anew, as the authors of MEND do" in text


def test_a_model_trained_on_open_tasks_is_evaluated_and_what_it_saw_is_said(recipe, tmp_path, collection):
    """A plain recipe, all seven partitions at once: those without a task in the data are reported as that."""
    base = tmp_path / "base-2.yaml"
    main(["finetune", "--recipe", str(base)])
    other = tmp_path / "open.yaml"
    text = base.read_text()
    data = re.search(r"folder: ([^,]*),", text).group(1)
    with open(f"{collection}/tasks/open.train.jsonl", "w") as stream:
        seen = [Example("test paws 1", "yes", LABELS), *rows("quora", 20)]
        for row in seen:
            line = {"task": "task1_pawsx_paraphrase", "input": row.input, "output": row.output}
            stream.write(json.dumps(line) + "\n")
    other.write_text(text.replace(data, str(collection)))
    main(["evaluate", "--suite", "partitions", "--recipe", str(other), "--queries", "2"])
    report = (tmp_path / "base" / "partitions" / "report.md").read_text()
    assert "| paws | task1_pawsx_paraphrase | 16.7 % |" in report
    assert "| qa_to_qa | 0 of 22 |" in report
    assert "tasks of all kinds, open ones alone" in report


def test_processes_share_the_work(recipe, tmp_path):
    asked = f"evaluate --suite partitions --partition {PARTITION} --queries 2 --without shuffled-labels"
    options = "--multi_gpu --num_machines 1 --mixed_precision no --dynamo_backend no"
    launch(["mend_training", *asked.split(), "--recipe", str(recipe)], 2, options)
    folder = tmp_path / "made" / "partitions"
    shares = [{(line["key"]["task"], line["key"]["seed"]) for line in lines_of(folder, f"{n}")} for n in range(2)]
    assert all(shares) and not shares[0] & shares[1]
    assert len(shares[0] | shares[1]) == 5 * len(TARGETS)
    text = (folder / "report.json").read_text()
    evaluate(recipe, "--queries", "2", "--without", "shuffled-labels")
    assert (folder / "report.json").read_text() == text, "one process alone finds all of it done"


def test_a_partition_without_a_trained_distiller_is_told(recipe, tmp_path):
    main(["evaluate", "--suite", "partitions", "--recipe", str(recipe), "--partition", "hr_to_lr", "--queries", "2"])
    folder = tmp_path / "made" / "partitions"
    assert {line["key"]["arm"] for line in lines_of(folder)} == {"zero-shot", "full ICL", "shuffled labels"}
    assert "No distiller has been finetuned there yet" in (folder / "report.md").read_text()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--without", "zero-shot"], "zero-shot stays"),
        (["--without", "nothing"], "no arm 'nothing'; known are zero-shot"),
        (["--queries", "-1"], "--queries is -1"),
        (["--partition", "lr_to_hr"], "no partition 'lr_to_hr'"),
    ],
)
def test_wrong_options_are_refused_in_a_sentence(recipe, options, said):
    with pytest.raises(SystemExit, match=said):
        evaluate(recipe, *options)


def test_the_gates_are_not_for_models_of_a_partition(recipe):
    recipe.write_text(
        recipe.read_text().replace("{partition}", "one").replace("open_only", "partition: hr_to_lr, open_only")
    )
    with pytest.raises(SystemExit, match="--suite partitions"):
        main(["evaluate", "--recipe", str(recipe)])
