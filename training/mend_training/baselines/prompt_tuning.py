"""
PromptTuning: one soft prompt for all tasks, learned on the packs of stage 2 by cross-entropy alone; it sees no
demonstrations, when it is trained or after.
"""

from torch import Tensor, nn

from ..evaluation.arms import Arm, PrefixArm
from ..evaluation.bench import Bench, NotTrained
from ..finetune import Packs, pack_drawer
from ..loop import Shard, make_accelerator, train
from ..prepare import Workshop
from .folders import folder_of
from .prompts import Prompt, has_adapter, load_adapter, prompt_loop, prompt_loss, save_adapter

NAME = "prompt-tuning"


def train_prompt(workshop: Workshop) -> None:
    """Trains the prompt, as long as the vectors are, and writes it as an adapter of PEFT."""
    recipe, folder = workshop.recipe, folder_of(workshop.recipe, NAME)
    settings = recipe.finetune
    accelerator = make_accelerator(settings.loop)
    target = workshop.target().to(accelerator.device)
    prompt = Prompt(target, recipe.model.vectors)

    def loss(prepared: nn.Module, drawn: Packs, shard: Shard) -> tuple[Tensor, dict[str, float], int]:
        total = sum(len(answer) for pack in drawn.packs for _, answer in pack.queries)
        mine = [(0, *query) for pack in drawn.packs[shard.rank :: shard.world] for query in pack.queries]
        ce = prompt_loss(target, prepared()[None], mine) * (shard.world / total)
        return ce, {"ce": ce.item()}, sum(len(query) + len(answer) for _, query, answer in mine)

    loop = prompt_loop(settings.loop, target, recipe.baselines.prompt_rate)
    train(loop, accelerator, prompt, pack_drawer(workshop), loss, folder, settings.packs_per_step)
    if accelerator.is_main_process:
        save_adapter(folder, prompt)


def prompt_tuning(bench: Bench, name: str) -> Arm:
    """The same prompt in front of every query."""
    folder = folder_of(bench.workshop.recipe, NAME)
    if not has_adapter(folder):
        raise NotTrained.of(name, NAME)
    vectors = load_adapter(folder).to(bench.answerer.device)
    return PrefixArm(name, bench.answerer, lambda _: vectors)
