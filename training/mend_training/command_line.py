"""A command as it was asked for, for reports that say how they were made."""

import argparse
import shlex


def command_line(command: str, parser: argparse.ArgumentParser, options: argparse.Namespace) -> str:
    """`mend-train COMMAND` with the options that are not at their defaults."""
    words = ["mend-train", command]
    for name, value in vars(options).items():
        if name not in NOT_OPTIONS and value != parser.get_default(name):
            values = [] if value is True else value if isinstance(value, list) else [value]
            words += [f"--{name.replace('_', '-')}", *map(str, values)]
    return shlex.join(words)


NOT_OPTIONS = ("run", "command")
"""What parsers put beside the options."""
