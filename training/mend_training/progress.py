"""What a run tells while it goes on: lines on the screen, and figures in metrics.jsonl."""

import json
import time
from pathlib import Path


class Report:
    """Prints a line now and then and appends every figure to metrics.jsonl."""

    def __init__(self, folder: Path, steps: int, start: int, processes: int):
        folder.mkdir(parents=True, exist_ok=True)
        self.processes = processes
        self.stream = open(folder / "metrics.jsonl", "a", encoding="utf-8")  # noqa: SIM115 - open for the whole run
        self.steps, self.start, self.began, self.shown, self.tokens = steps, start, time.time(), 0.0, 0
        self.sums: dict[str, float] = {}
        self.counts: dict[str, int] = {}

    def step(self, step: int, figures: dict[str, float], tokens: int) -> None:
        self.tokens += tokens
        for name, value in figures.items():
            self.sums[name] = self.sums.get(name, 0.0) + value
            self.counts[name] = self.counts.get(name, 0) + 1
        now = time.time()
        if now - self.shown < 15 and step + 1 != self.steps:
            return
        speed = self.tokens / (now - self.began)
        left = (now - self.began) / (step + 1 - self.start) * (self.steps - step - 1)
        means = {name: round(total / self.counts[name], 4) for name, total in self.sums.items()}
        self.stream.write(
            json.dumps({"step": step + 1, "tokens_per_second": round(speed), "processes": self.processes, **means})
            + "\n"
        )
        self.stream.flush()
        text = " ".join(f"{name} {value:.3f}" for name, value in means.items())
        print(f"step {step + 1}/{self.steps}  {text}  {speed:.0f} tokens/s  {left / 60:.0f} min left", flush=True)
        self.shown, self.sums, self.counts = now, {}, {}
