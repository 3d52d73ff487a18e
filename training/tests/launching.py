"""Starts stages in several CPU processes."""

import os
import socket
import subprocess
import sys
from pathlib import Path

CONFIGS = Path(__file__).resolve().parents[1] / "accelerate"


def launch(arguments: list[str], processes: int, options: str, **environment: str) -> None:
    """`accelerate launch` of a module and its arguments, which must end well."""
    command = [sys.executable, "-m", "accelerate.commands.launch", *options.split(), "--num_processes", str(processes)]
    environment = {**os.environ, "MASTER_PORT": str(free_port()), **environment}
    done = subprocess.run(
        [*command, "--module", *arguments], capture_output=True, text=True, env=environment, timeout=500, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
