"""`mend-train baseline`: trains one baseline into `<output>/baselines/<name>`."""

from collections.abc import Callable

from ..prepare import Workshop
from . import hypertuning, metaicl, prompt_tuning

TRAINERS: dict[str, Callable[[Workshop], None]] = {
    prompt_tuning.NAME: prompt_tuning.train_prompt,
    hypertuning.NAME: hypertuning.train_hypertuning,
    metaicl.NAME: metaicl.train_metaicl,
}


def train_baseline(workshop: Callable[[], Workshop], name: str) -> None:
    """Trains one by its name; `workshop` is opened when the name is known."""
    if name not in TRAINERS:
        raise SystemExit(f"--name: no baseline {name!r} is trained; known are {', '.join(TRAINERS)}")
    TRAINERS[name](workshop())
