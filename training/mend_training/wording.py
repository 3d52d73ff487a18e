"""What sentences about failures are made of."""


def reason(error: BaseException) -> str:
    """Why something failed: the first line of what a library says, since more would not be a sentence."""
    return str(error).strip().split("\n", 1)[0]


def listed(names: list[str]) -> str:
    """The first few of many names."""
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
