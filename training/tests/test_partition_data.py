"""The seven partitions' task lists, and the forms that the MetaICL collection is kept in."""

import json
import tarfile

import pytest

from mend_training.data.example import Example
from mend_training.data.partitions import partition, partitions, same_data_set
from mend_training.data.source import read_tasks

SIZES = {
    "class_to_class": (43, 19),
    "non_class_to_class": (37, 19),
    "hr_to_lr": (61, 26),
    "qa_to_qa": (37, 22),
    "non_qa_to_qa": (33, 22),
    "non_nli_to_nli": (55, 8),
    "non_paraphrase_to_paraphrase": (59, 4),
}
"""Training tasks and targets, as the authors count them."""


def test_the_lists_have_the_published_sizes():
    found = {name: (len(one.train) + len(one.leaks), len(one.targets)) for name, one in partitions().items()}
    assert found == SIZES
    for one in partitions().values():
        assert len(set(one.train)) == len(one.train)


def test_targets_are_measured_by_kind():
    classifying = {name: sum(labels > 0 for labels in one.targets.values()) for name, one in partitions().items()}
    assert classifying == {
        "class_to_class": 19,
        "non_class_to_class": 19,
        "hr_to_lr": 16,
        "qa_to_qa": 0,
        "non_qa_to_qa": 0,
        "non_nli_to_nli": 8,
        "non_paraphrase_to_paraphrase": 4,
    }
    assert partition("class_to_class").targets["ag_news"] == 4


def test_a_target_is_never_trained_on():
    assert partition("non_nli_to_nli").leaks == ("sick",)
    for one in partitions().values():
        assert not one.targets.keys() & set(one.train)
    assert [name for name, one in partitions().items() if one.leaks] == ["non_nli_to_nli"]


def test_unseen_domains_are_counted_as_published():
    unseen = {name: len(one.unseen) for name, one in partitions().items()}
    assert unseen == dict(zip(SIZES, (4, 4, 4, 1, 1, 1, 1), strict=True))


def test_an_unknown_partition_is_named_with_those_there_are():
    with pytest.raises(SystemExit, match="no partition 'hr_to_hr'; known are class_to_class"):
        partition("hr_to_hr")


def test_a_data_set_is_known_again_by_whole_words():
    tasks = ["arc_easy", "lre_superhero_archnemesis", "ai2_arc", "task1665_trainglecopa_question_generation", "mnli"]
    assert same_data_set("ai2_arc", tasks) == ["arc_easy"]
    assert same_data_set("superglue-copa", tasks) == []
    assert same_data_set("wino_grande", ["unifiedqa:winogrande_xl", "bb_winowhy"]) == ["unifiedqa:winogrande_xl"]
    assert same_data_set("glue-rte", ["glue-rte", "superglue-rte"]) == ["superglue-rte"]


def write_rows(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def row(task, number, **more):
    return {"task": task, "input": f"{task} {number}", "output": "yes", "options": ["yes", "no"], **more}


def example(task, number):
    return Example(f"{task} {number}", "yes", ("yes", "no"))


def test_the_files_of_metaicl_are_read(tmp_path):
    for seed in (13, 21):
        write_rows(tmp_path / "ag_news" / f"ag_news_16_{seed}_train.jsonl", [row("ag_news", seed)])
        write_rows(tmp_path / "ag_news" / f"ag_news_16_{seed}_dev.jsonl", [row("ag_news", "dev")])
        write_rows(tmp_path / "ag_news" / f"ag_news_16_{seed}_test.jsonl", [row("ag_news", "test")])
    write_rows(tmp_path / "ag_news" / "ag_news_100_13_train.jsonl", [row("ag_news", 1), row("ag_news", 2)])
    write_rows(tmp_path / "paws" / "paws_16384_100_train.jsonl", [row("paws", number) for number in range(3)])
    tasks = read_tasks(tmp_path)
    news = tasks["ag_news"]
    assert news.shots == {13: [example("ag_news", 1), example("ag_news", 2)], 21: [example("ag_news", 21)]}
    assert news.test == [example("ag_news", "test")]
    assert news.train == [example("ag_news", 1), example("ag_news", 2), example("ag_news", 21)]
    assert tasks["paws"].train == [example("paws", number) for number in range(3)]
    assert not tasks["paws"].open and not news.open


def test_the_hubs_data_set_saved_as_jsonl_is_read(tmp_path):
    shots = [row("ag_news", seed, seed=seed, split="train") for seed in ("13", "21")]
    others = [row("ag_news", "x", seed=seed, split=split) for seed in ("13", "21") for split in ("dev", "test")]
    write_rows(tmp_path / "meta_eval_100shot.jsonl", shots + others)
    write_rows(tmp_path / "meta_eval.jsonl", [row("ag_news", "few", seed="13", split="train")])
    write_rows(tmp_path / "meta_train.jsonl", [row("paws", 1, seed="100", split="train")])
    tasks = read_tasks(tmp_path)
    assert tasks["ag_news"].shots == {13: [example("ag_news", "13")], 21: [example("ag_news", "21")]}
    assert tasks["ag_news"].test == [example("ag_news", "x")]
    assert tasks["paws"].train == [example("paws", 1)]
    assert not tasks["ag_news"].open


def test_a_bad_row_of_metaicl_is_named_by_file_and_line(tmp_path):
    path = tmp_path / "paws" / "paws_16_13_train.jsonl"
    write_rows(path, [row("paws", 1), {"input": "no output"}])
    with pytest.raises(SystemExit, match="paws_16_13_train.jsonl:2"):
        read_tasks(tmp_path)


def test_a_group_is_read_apart_from_tasks_of_the_same_name(tmp_path):
    write_rows(tmp_path / "tasks" / "metaicl113.train.jsonl", [row("trec", 1)])
    write_rows(tmp_path / "tasks" / "topic.train.jsonl", [row("trec", 2), row("paws", 3)])
    index = [
        {"task": "trec", "group": "metaicl113", "open": False},
        {"task": "trec", "group": "topic", "open": True},
        {"task": "paws", "group": "topic", "open": True},
    ]
    (tmp_path / "tasks.json").write_text(json.dumps(index))
    alone = read_tasks(tmp_path, group="metaicl113")
    assert {name: (task.train, task.open) for name, task in alone.items()} == {"trec": ([example("trec", 1)], False)}
    everything = read_tasks(tmp_path)
    assert everything["trec"].train == [example("trec", 1), example("trec", 2)]
    assert {name: task.open for name, task in everything.items()} == {"trec": False, "paws": True}
    with tarfile.open(tmp_path / "tasks.tar.xz", "w:xz") as tar:
        tar.add(tmp_path / "tasks.json", "tasks.json")
        tar.add(tmp_path / "tasks", "tasks")
    for path in (tmp_path / "tasks").iterdir():
        path.unlink()
    (tmp_path / "tasks").rmdir()
    assert read_tasks(tmp_path, group="metaicl113") == alone


def test_a_folder_without_the_group_is_read_as_it_is(tmp_path):
    write_rows(tmp_path / "tasks" / "mine.train.jsonl", [row("paws", 1)])
    assert list(read_tasks(tmp_path, group="metaicl113")) == ["paws"]
