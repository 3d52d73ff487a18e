"""Whether the texts of a recipe fit the positions of its models: on a GPU what does not fit ends in a riddle."""

from .families import body as bodies
from .families.body import Body
from .families.target import TargetLM
from .recipe import Recipe


def check_lengths(recipe: Recipe, target: TargetLM, body: Body) -> None:
    """Raises `SystemExit`, with the settings to lower, where a text may be longer than a model can read."""
    limits, settings = recipe.limits, recipe.pretrain
    document = max(settings.document_tokens)
    beginning = int(settings.beta * document)
    shown = f"limits.demonstration_tokens ({limits.demonstration_tokens})"
    placeholders = recipe.model.vectors if recipe.model.anchors == "after" else 0
    positions = bodies.count_positions(body)
    if positions is not None:
        behind = f" and {placeholders} placeholders behind them" if placeholders else ""
        _check(limits.demonstration_tokens + placeholders, positions, f"{shown}{behind}", "the distiller")
        of_text = f"pretrain.beta ({settings.beta}) of pretrain.document_tokens ({document})"
        _check(beginning + placeholders, positions, f"{of_text}{behind}", "the distiller")
    taught = recipe.finetune.teacher_tokens
    read = f"finetune.teacher_tokens ({taught})" if taught else shown
    query = f" and a query of limits.example_tokens ({limits.example_tokens})"
    _check(
        (taught or limits.demonstration_tokens) + limits.example_tokens, target.context, read + query, "the target LM"
    )
    vectors = f"model.vectors ({recipe.model.vectors})"
    _check(recipe.model.vectors + limits.example_tokens, target.context, vectors + query, "the target LM")
    _check(document, target.context, f"pretrain.document_tokens ({document})", "the target LM")


def _check(tokens: int, positions: int, what: str, reader: str) -> None:
    if tokens > positions:
        raise SystemExit(f"{what} are {tokens} tokens, but {reader} reads no more than {positions}")
