"""`mend-train ablate`: trains what is not trained yet, asks it, and writes one report of all tables."""

import json
import shutil
from pathlib import Path

from ..atomic import replacing
from ..evaluation.arms import distiller_arms, target_arms
from ..evaluation.bench import open_bench
from ..evaluation.suites import mapping_results
from ..finetune import finetune_distiller
from ..prepare import open_workshop
from ..pretrain import pretrain_distiller
from .report import Scores, figures, markdown
from .study import Study, StudyTable, load_study
from .variants import Trial, trial

ARMS = ("zero-shot", "full ICL", "distilled")


def ablate(path: Path, titles: list[str], command: str) -> None:
    """
    Trains and asks the variants of the study at `path`, of the tables `titles` alone where any are named; writes
    `report.md`, `report.json` and `figures/` into its folder. What was finished before is not done again.
    """
    study = load_study(path)
    tables = chosen(study, titles)
    # All of them first, so that a misspelt setting is named before hours have passed.
    trials = {(table.title, one.name): trial(study, one) for table in tables for one in table.variants}
    scores: dict[str, dict[str, Scores]] = {}
    for table in tables:
        scores[table.title] = {}
        for variant in table.variants:
            print(f"{table.title}: {variant.name}", flush=True)
            scores[table.title][variant.name] = scored(trials[table.title, variant.name])
    output = Path(study.output)
    write(output / "report.json", json.dumps(scores, indent=2) + "\n")
    for name, picture in figures(tables, scores).items():
        write(output / "figures" / name, picture)
    text = markdown(study, tables, scores, command)
    write(output / "report.md", text)
    print(text)


def chosen(study: Study, titles: list[str]) -> list[StudyTable]:
    known = [table.title for table in study.tables]
    for title in titles:
        if title not in known:
            raise SystemExit(f"no table {title!r} in the study; there are {', '.join(map(repr, known))}")
    return [table for table in study.tables if not titles or table.title in titles]


def scored(one: Trial) -> Scores:
    """A variant's scores, kept in its folder once it has them; its weights are not kept."""
    kept = Path(one.whole.output) / "scores.json"
    if kept.exists():
        return json.loads(kept.read_text(encoding="utf-8"))
    if not (one.first.folder("pretrain") / "model.safetensors").exists():
        pretrain_distiller(open_workshop(one.first))
    workshop = open_workshop(one.whole)
    finetune_distiller(workshop)
    bench = open_bench(workshop)
    assert bench.distiller is not None
    arms = [*target_arms(bench.answerer), *distiller_arms(bench.answerer, bench.distiller)]
    results = mapping_results([arm for arm in arms if arm.name in ARMS], workshop.synthetic)
    scores = {result.task: {arm: result.accuracy[arm] for arm in ARMS} for result in results}
    write(kept, json.dumps(scores) + "\n")
    shutil.rmtree(one.whole.folder("finetune"))
    return scores


def write(path: Path, text: str) -> None:
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")
