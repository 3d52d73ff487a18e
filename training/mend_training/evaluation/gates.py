"""The gates a small model must pass, judged by rule from the measured figures."""

from dataclasses import dataclass

from .measure import TaskResult


@dataclass(frozen=True)
class Gate:
    name: str
    demand: str
    found: str
    passed: bool


@dataclass(frozen=True)
class Gates:
    """The gates that could be judged, in order."""

    gates: list[Gate]

    def passed(self) -> list[str]:
        return [gate.name for gate in self.gates if gate.passed]

    def markdown(self) -> str:
        lines = ["| gate | demand | found | passed |", "|---|---|---|---|"]
        lines += [
            f"| {gate.name} | {gate.demand} | {gate.found} | {'yes' if gate.passed else '**no**'} |"
            for gate in self.gates
        ]
        return "\n".join(lines)


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def judge(copied: dict[int, float], mapped: list[TaskResult], relatives: list[TaskResult]) -> Gates:
    """
    G0 copying, G1 mapping, G2 gain on held-out relatives, G3 what the vectors keep of the gains of G1 and G2; the last
    two only where the data have held-out relatives.
    """
    pure = [result for result in mapped if result.task.startswith("mapping")]
    gates = [g0(copied), g1(pure)]
    if relatives:
        gates.append(g2(relatives))
        if all("distilled" in result.accuracy for result in pure + relatives):
            gates.append(g3(pure, relatives))
    return Gates(gates)


def g0(copied: dict[int, float]) -> Gate:
    worst = min(copied.values())
    return Gate(
        "G0",
        "second copy of a random string at least 90 % right at every length",
        f"{worst:.1f} % at worst",
        worst >= 90,
    )


def g1(pure: list[TaskResult]) -> Gate:
    full, guess, shuffled = (
        mean(values)
        for values in (
            [r.mean("full ICL") for r in pure],
            [r.guess for r in pure],
            [r.mean("shuffled labels") for r in pure],
        )
    )
    found = f"full ICL {full:.1f}, guess {guess:.1f}, shuffled {shuffled:.1f}"
    ok = all(r.mean("full ICL") >= r.guess + 30 and r.mean("shuffled labels") < r.mean("full ICL") - 10 for r in pure)
    return Gate("G1", "every mapping 30 points above 1/n, shuffled labels 10 points lower", found, ok)


def g2(relatives: list[TaskResult]) -> Gate:
    gain = mean([r.mean("full ICL") for r in relatives]) - mean([r.mean("zero-shot") for r in relatives])
    return Gate(
        "G2",
        "full ICL at least 10 points over zero-shot (macro over held-out relatives)",
        f"{gain:+.1f} points",
        gain >= 10,
    )


def g3(pure: list[TaskResult], relatives: list[TaskResult]) -> Gate:
    parts = [kept(pure), kept(relatives)]
    gaining = [r for r in pure + relatives if r.mean("full ICL") - r.mean("zero-shot") >= 5]
    behind = [r.task for r in gaining if r.mean("distilled") <= max(r.mean("random vectors"), r.mean("other vectors"))]
    ratio = min((r.tokens("full ICL") / r.tokens("distilled") for r in gaining), default=0.0)
    found = f"kept {parts[0]:.0f} % of G1's gain, {parts[1]:.0f} % of G2's; at least {ratio:.1f} times fewer tokens; "
    found += (
        f"behind a control on {', '.join(behind)}" if behind else f"ahead of both controls on all {len(gaining)} tasks"
    )
    demand = (
        "half of the gains of G1 and G2 at 4 times fewer tokens; "
        "ahead of random and other vectors wherever full ICL gains 5 points"
    )
    return Gate("G3", demand, found, min(parts) >= 50 and not behind and ratio >= 4)


def kept(results: list[TaskResult], arm: str = "distilled") -> float:
    """Share of the macro-averaged gain that an arm keeps, in per cent; 0 where there is none."""
    zero, full, score = (mean([r.mean(name) for r in results]) for name in ("zero-shot", "full ICL", arm))
    return share(zero, full, score)


def kept_at_worst(results: list[TaskResult]) -> float:
    """The same of the distilled vectors by the seed that keeps least of its own gain."""
    seeds = range(len(results[0].accuracy["distilled"]))
    by_seed = (
        [mean([r.accuracy[name][seed] for r in results]) for name in ("zero-shot", "full ICL", "distilled")]
        for seed in seeds
    )
    return min(share(*means) for means in by_seed)


def share(zero: float, full: float, score: float) -> float:
    return 100 * (score - zero) / (full - zero) if full > zero else 0.0
