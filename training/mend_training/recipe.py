"""A recipe: one YAML file that says what to train, on what, how long, and where the results go."""

from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args

from .data.packs import Mixture
from .data.rows import RowMixture
from .loop import LoopSettings
from .model_settings import DISTILLER_SETTINGS, CheckpointSettings, ModelSettings
from .recipe_file import for_partition, read_settings
from .template import Limits, Template

T = TypeVar("T")


@dataclass(frozen=True)
class DataSettings:
    """
    `folder`: text and tasks; `tasks`: a folder or .jsonl used instead of the folder's tasks. `open_only`: licence
    allows shipping weights. `partition`: draw tasks from the training tasks of one of the seven partitions alone
    (data/partitions.yaml), test rows among them, since whole tasks are held out there.
    """

    folder: str
    tasks: str = ""
    partition: str = ""
    open_only: bool = True
    prose_tokens: int = 4_000_000
    words: int = 3000


@dataclass(frozen=True)
class Phase:
    """What the target LM reads up to step `until`, and how many tokens of it a step."""

    until: int
    rows: RowMixture
    packs: Mixture
    tokens_per_step: int = 6144


@dataclass(frozen=True)
class LmSettings:
    """`phases` follow each other; the last one lasts to the end of the run."""

    loop: LoopSettings
    phases: tuple[Phase, ...]


@dataclass(frozen=True)
class PretrainSettings:
    """
    Stage 1. `beta`: share of a document the distiller reads (0.8 in the released scripts). `reading_steps`: how many
    of the first steps only teach to read (reading.py), after a start that reads already where `reading_start` is set
    (reading_start.py); `reading_weight`: what the reading loss weighs beside the others
    after them, so that what text does not ask for is not forgotten before tasks do. Those are the KL to the target that
    reads the text (`kl_weight`) and the cross-entropy of the text's own continuation (`clm_weight`), which needs no
    teacher (HyperTuning).
    `whole_documents`: a text is a document, cut to one of `document_tokens` (the released scripts), instead of a window
    of that length.
    """

    loop: LoopSettings
    beta: float = 0.8
    reading_start: bool = False
    reading_steps: int = 0
    reading_weight: float = 0.0
    kl_weight: float = 1.0
    clm_weight: float = 0.0
    documents_per_step: int = 16
    document_tokens: tuple[int, ...] = (96, 160, 256)
    whole_documents: bool = False


@dataclass(frozen=True)
class PackPhase:
    """Which tasks stage 2 draws up to step `until`, and with how many demonstrations (0: `finetune.shots`)."""

    until: int
    packs: Mixture
    shots: int = 0


@dataclass(frozen=True)
class FinetuneSettings:
    """
    Stage 2. `kl_weight` is lambda (1.0 in the released scripts); `shots` is K. `ce_weight`: what the cross-entropy of
    the answers weighs (0: the target LM alone teaches); `states_weight`: the same of the final states' distance from
    those behind full demonstrations; `temperature`: of the KL (losses.py). The paper has 1, 0 and 1.

    `phases` follow each other; the last one lasts to the end of the run.

    `kl_positions`: `all` query positions (the released scripts) or `answers` (where the target LM learned answers
    alone, its guesses about inputs teach nothing).
    `fewer_shots` and `fewer_vectors`: how often a step is trained with fewer demonstrations, or with the first few
    vectors alone.
    `teacher_tokens`: how many tokens of demonstrations the target LM reads that teaches (0: as many as the distiller,
    `limits.demonstration_tokens`). `teacher_shuffled`: it reads the demonstrations in another order.
    """

    loop: LoopSettings
    phases: tuple[PackPhase, ...]
    shots: int = 16
    queries: int = 6
    packs_per_step: int = 12
    kl_weight: float = 1.0
    ce_weight: float = 1.0
    states_weight: float = 0.0
    temperature: float = 1.0
    kl_positions: str = "all"
    fewer_shots: float = 0.0
    fewer_vectors: float = 0.0
    teacher_tokens: int = 0
    teacher_shuffled: bool = False


@dataclass(frozen=True)
class BaselineSettings:
    """
    What the baselines that are trained add to stage 2, whose packs, steps and seed they share. `prompt_rate`: the
    learning rate of a soft prompt, as a share of the spread of the target's embeddings; `task_steps`: steps of a soft
    prompt learned on one set of demonstrations; `metaicl_rate`: the learning rate of the target LM itself.
    """

    # On the packs of the mini recipes, after 60 steps, better than 0.05 for both families; 0.8 was better still for the
    # GPT-2 and worse for the T5.
    prompt_rate: float = 0.2
    task_steps: int = 60
    metaicl_rate: float = 0.0001


@dataclass(frozen=True)
class ExportSettings:
    """
    What the model folder holds. `dtypes`: `fp32`, `int8`; the first is the default. `storage` of the fp32 weights:
    `float16`, `float32`.
    """

    dtypes: tuple[str, ...] = ("fp32",)
    storage: str = "float16"


@dataclass(frozen=True)
class Recipe:
    """
    `model` says what target LM to train, by `lm`; or which one exists already, and there is no `lm`. `start`: the
    recipe that this one goes on from (a file, in YAML): its settings hold where this one has none (but for `data` and
    `output`), and its tokenizer, target LM and, of the same distiller, stage 1 where this one has not made its own.
    `{partition}` in `output` stands for the partition's name, so that one recipe does for all of them.
    """

    model: ModelSettings | CheckpointSettings
    data: DataSettings
    pretrain: PretrainSettings
    finetune: FinetuneSettings
    lm: LmSettings | None = None
    template: Template = field(default_factory=Template)
    limits: Limits = field(default_factory=Limits)
    export: ExportSettings = field(default_factory=ExportSettings)
    baselines: BaselineSettings = field(default_factory=BaselineSettings)
    output: str = "runs/mini"
    start: "Recipe | None" = None

    def __post_init__(self) -> None:
        if self.lm is None and isinstance(self.model, ModelSettings):
            raise TypeError("lm is missing, which says how the target LM is trained")
        if self.lm is not None and isinstance(self.model, CheckpointSettings):
            raise TypeError(f"lm says how a target LM is trained, but {self.model.target} exists already: leave lm out")

    def folder(self, stage: str) -> Path:
        return Path(self.output) / stage

    def made(self, name: str) -> Path:
        """A file of the output folder, or of that of the recipe started from where it is there alone."""
        own = Path(self.output) / name
        if not self.start or own.exists() or (name.startswith("pretrain/") and self.has_own_distiller()):
            return own
        return self.start.made(name)

    def has_own_distiller(self) -> bool:
        """Whether the distiller is another than that of the recipe started from, so that its stage 1 won't do."""
        return self.start is not None and vars(self.model) | {"id": ""} != vars(self.start.model) | {"id": ""}

    def line(self) -> "list[Recipe]":
        """This recipe, the one it started from, and so on."""
        return [self, *(self.start.line() if self.start else [])]


def build(kind: type[T], values: dict[str, Any], where: str) -> T:
    """Fills a settings class from YAML, by name, and says which name is wrong."""
    known = {item.name: item for item in fields(kind)}  # type: ignore[arg-type]
    for name in values:
        if name not in known:
            raise SystemExit(f"{where}: unknown setting {name!r}; known are {', '.join(known)}")
    ready = {name: _value(known[name].type, value, f"{where}.{name}") for name, value in values.items()}
    try:
        return kind(**ready)
    except TypeError as error:
        raise SystemExit(f"{where}: {error}") from error


def _value(annotation: Any, value: Any, where: str) -> Any:
    if isinstance(value, dict):
        kinds = [kind for kind in (annotation, *get_args(annotation)) if is_dataclass(kind)]
        return build(_likest(kinds, value), value, where) if kinds else value
    if getattr(annotation, "__name__", "") == "tuple" and isinstance(value, list):
        (item, *_) = get_args(annotation)
        return tuple(_value(item, one, f"{where}[{index}]") for index, one in enumerate(value))
    if annotation is float and isinstance(value, str):
        return _number(value, where)
    return value


def _number(text: str, where: str) -> float:
    """YAML takes 1e-5, without a point, for text."""
    try:
        return float(text)
    except ValueError as error:
        raise SystemExit(f"{where}: expected a number, found {text!r}") from error


def _likest(kinds: list[type], values: dict[str, Any]) -> type:
    """Of settings classes that may stand in one place, the one that knows most of the names given."""
    return max(kinds, key=lambda kind: sum(item.name in values for item in fields(kind)))


def load_recipe(path: Path, partition: str = "") -> Recipe:
    """
    Reads a recipe; relative paths inside it are relative to the working folder. `partition`: which one, where the
    recipe is for all of them.
    """
    return recipe_of(for_partition(read_settings(path), partition, path.name), path.name)


def recipe_of(values: dict[str, Any], where: str, start: Recipe | None = None) -> Recipe:
    """
    A recipe of settings as they stand in a file named `where`. `start`: the recipe it goes on from, else the one it
    names.
    """
    if start or values.get("start"):
        values = values | {"start": start or load_recipe(Path(values["start"]))}
    recipe = build(Recipe, values, where)
    if recipe.start:
        check_start(recipe, recipe.start, where)
    return recipe


def target_settings(settings: Any) -> dict[str, Any]:
    """Those settings that a target LM, or a text for it, must share with the recipe it started from."""
    return {name: value for name, value in vars(settings).items() if name not in ("id", *DISTILLER_SETTINGS)}


def check_start(recipe: Recipe, start: Recipe, where: str) -> None:
    """Refuses a start whose target LM or texts are not the recipe's own."""
    for name in ("model", "template"):
        one, other = (target_settings(getattr(each, name)) for each in (recipe, start))
        differing = [setting for setting in one | other if one.get(setting) != other.get(setting)]
        if differing:
            raise SystemExit(f"{where}: {name}.{differing[0]} is not that of the recipe it starts from")
