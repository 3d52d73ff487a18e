"""One example of a task."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Example:
    """What goes in, what should come out, and the set the answer is chosen from where there is one."""

    input: str
    output: str
    options: tuple[str, ...] = ()
