"""
Data: the shared format in plain and packed form, a user's own rows, the held-out rule, packs, and the token budgets.
"""

import json
import lzma
import random
import tarfile

import pytest

from mend_training.data.example import Example
from mend_training.data.holdout import first_quarter, holdout
from mend_training.data.packs import Mixture, PackSampler, relabel
from mend_training.data.rows import Row, buckets
from mend_training.data.source import read_documents, read_tasks
from mend_training.data.synthetic import SyntheticTasks
from mend_training.evaluation.episodes import mapping_episode, natural_episode, options_for, shuffled_outputs
from mend_training.template import Encoder, Limits, Template, trim
from mend_training.tokenizer import train_tokenizer

WORDS = [f"word{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]


@pytest.fixture(scope="module")
def encoder():
    tokenizer = train_tokenizer(["red green blue " * 20, "one two three " * 20], 300)
    return Encoder(tokenizer, Template(), Limits(demonstration_tokens=40, example_tokens=16))


def test_packed_data_reads_like_plain_data(data_folder, tmp_path):
    with lzma.open(tmp_path / "text.train.txt.xz", "wb") as stream:
        stream.write((data_folder / "text.train.txt").read_bytes())
    with tarfile.open(tmp_path / "tasks.tar.xz", "w:xz") as tar:
        tar.add(data_folder / "tasks.json", "tasks.json")
        tar.add(data_folder / "tasks", "tasks")
    assert list(read_documents(tmp_path, "train")) == list(read_documents(data_folder, "train"))
    packed, plain = read_tasks(tmp_path), read_tasks(data_folder)
    assert packed == plain
    assert {name: task.open for name, task in plain.items()} == {"upper": True, "first": True, "long": False}


def test_a_users_own_file_becomes_tasks(tmp_path):
    path = tmp_path / "mine.jsonl"
    path.write_text(
        "".join(
            json.dumps({"input": str(i), "output": "x\u2028y", "options": ["x\u2028y", "z"]}) + "\n" for i in range(20)
        )
    )
    task = read_tasks(path)["mine"]
    assert (len(task.train), len(task.test)) == (18, 2)
    assert task.train[0] == Example("0", "x\u2028y", ("x\u2028y", "z"))


@pytest.mark.parametrize("line", ["{not json", '{"input": "x"}', "[1, 2]"])
def test_a_bad_row_is_named_by_file_and_line(tmp_path, line):
    path = tmp_path / "mine.jsonl"
    path.write_text('{"input": "a", "output": "b"}\n' + line + "\n")
    with pytest.raises(SystemExit, match="mine.jsonl:2"):
        read_tasks(path)


def test_missing_data_is_said(tmp_path):
    with pytest.raises(SystemExit, match="no tasks"):
        read_tasks(tmp_path)
    with pytest.raises(SystemExit, match="no text"):
        list(read_documents(tmp_path, "train"))


def test_the_holdout_rule_is_fixed_and_hides_twins():
    rule = holdout()
    assert first_quarter(["b", "a", "c", "d"]) == first_quarter(["d", "c", "b", "a"])
    assert len(rule.relatives) == 21
    assert "fv_choose_first_of_3" in rule.relatives
    assert not rule.trainable("ii_translation_en-fr")
    assert not rule.trainable("fv_capitalize_first_letter"), "the twin of a held-out task"
    assert not rule.trainable("task123_wrong_answer")
    assert rule.trainable("fv_choose_first_of_5")


def test_packs_are_drawn_alike_from_alike_randomness(data_folder):
    tasks = list(read_tasks(data_folder).values())
    sampler = PackSampler(tasks, SyntheticTasks(WORDS), Mixture({"mapping": 0.5}, 0.5, relabel=1.0))
    packs = [sampler.draw(random.Random(seed), 4, 2) for seed in range(30)]
    again = [sampler.draw(random.Random(seed), 4, 2) for seed in range(30)]
    assert packs == again
    assert {pack.task for pack in packs} == {"mapping", "upper", "first", "long"}
    relabelled = [row.output for pack in packs if pack.task == "long" for row in pack.demonstrations]
    assert relabelled
    assert not {"yes", "no"} & set(relabelled)


def test_relabelling_keeps_the_pairing():
    rows = [Example("a", "yes"), Example("b", "no"), Example("c", "yes")]
    assert [row.output for row in relabel(rows, ["yes", "no"], ["dax", "wug"])] == ["dax", "wug", "dax"]


@pytest.mark.parametrize("kind", sorted(SyntheticTasks(WORDS).kinds))
def test_every_synthetic_kind_gives_answers_among_its_options(kind):
    for seed in range(20):
        rng = random.Random(seed)
        draw = SyntheticTasks(WORDS).draw(rng, kind)
        for _ in range(5):
            example = draw()
            assert example.input and example.output
            assert not example.options or example.output in example.options


def test_mapping_queries_can_be_looked_up():
    episode = mapping_episode(SyntheticTasks(WORDS), 3, seed=1, shots=16, queries=10)
    table = {row.input: row.output for row in episode.demonstrations}
    assert all(table[query.input] == query.output for query in episode.queries)
    assert episode.guess() == pytest.approx(1 / 3)


def test_shuffling_keeps_inputs_and_the_bag_of_outputs():
    rows = [Example(str(i), str(i % 3)) for i in range(12)]
    shuffled = shuffled_outputs(rows, 1)
    assert [row.input for row in shuffled] == [row.input for row in rows]
    assert sorted(row.output for row in shuffled) == sorted(row.output for row in rows)
    assert [row.output for row in shuffled] != [row.output for row in rows]


def test_options_come_from_the_row_the_list_or_the_task():
    rng = random.Random(0)
    assert options_for(Example("x", "a", ("a", "b")), [], [], rng) == ("a", "b")
    assert options_for(Example("cat, dog, cow", "dog"), [], [], rng) == ("cat", "dog", "cow")
    assert options_for(Example("x", "yes"), ["yes", "no"], [], rng) == ("yes", "no")
    others = options_for(Example("x", "o1"), [], [f"o{i}" for i in range(30)], rng)
    assert others[0] == "o1" and len(set(others)) == 10


def test_test_rows_are_never_demonstrations(data_folder):
    task = read_tasks(data_folder)["upper"]
    episode = natural_episode(task, 13, shots=4, queries=5)
    assert not {row.input for row in episode.demonstrations} & {query.input for query in episode.queries}


def test_demonstrations_are_cut_and_dropped_as_the_budget_says(encoder):
    short, long = Example("red", "one"), Example("red green blue " * 20, "two")
    whole = encoder.pair(short)
    assert whole is not None
    cut = encoder.pair(long)
    assert len(cut[0]) + len(cut[1]) == 16 and cut[0][-1] == encoder.query("x")[-1]
    size = len(whole[0]) + len(whole[1])
    kept = encoder.pairs([short] * 3 + [long] + [short], budget=3 * size + 9)
    assert len(kept) == 4
    assert sum(len(query) + len(answer) for query, answer in kept) == 3 * size + 9
    assert len(encoder.pairs([short, short], budget=size + 1)) == 1, "not one input token would remain of the second"


def test_buckets_keep_every_row_and_sort_by_length():
    rows = [Row([0] * length, [1.0] * length) for length in (5, 30, 7, 12, 28, 9)]
    parts = buckets(rows, 3, lambda row: len(row.ids))
    assert sorted(len(row.ids) for part in parts for row in part) == [5, 7, 9, 12, 28, 30]
    assert max(len(row.ids) for row in parts[0]) <= min(len(row.ids) for row in parts[-1])


def test_only_the_blanks_of_the_format_are_trimmed(encoder):
    blanks = " \t\r\n\v\f"
    for encode in (encoder.query, encoder.option, encoder.answer):
        assert encode(f"{blanks}red \t blue{blanks}") == encode("red \t blue")
    for other in "\u00a0\ufeff\u0085\u001c\u001f\u2028\u3000":
        assert trim(f" {other}red{other}\n") == f"{other}red{other}"
