"""Bar charts as SVG: a few lines of text, so that no plotting library is needed and differences can be read."""

from html import escape

COLOURS = ("#9aa5b1", "#1f6feb", "#2da44e", "#bf8700", "#cf222e", "#8250df", "#1b7c83", "#953800", "#57606a", "#0a3069")
BAR, GAP, LEFT, TOP, HEIGHT, LABELS = 9, 14, 44, 46, 220, 150
"""Sizes in pixels: of a bar, between groups, of the margins, of the plot, and of the room for the groups' names."""
LEGEND = 130


def bars(title: str, groups: list[str], series: dict[str, list[float]]) -> str:
    """A group of bars for each name, one bar a series, per cent; `series[name][i]` is that of `groups[i]`."""
    wide = BAR * len(series) + GAP
    width = max(LEFT + wide * len(groups) + GAP, LEFT + LEGEND * len(series), 8 * len(title) + LEFT)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{TOP + HEIGHT + LABELS}" '
        'font-family="sans-serif" font-size="11">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{width}" height="{TOP + HEIGHT + LABELS}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="16" font-size="13" font-weight="bold">{escape(title)}</text>',
    ]
    for number, name in enumerate(series):
        x = LEFT + number * LEGEND
        parts.append(f'<rect x="{x}" y="24" width="10" height="10" fill="{colour(number)}"/>')
        parts.append(f'<text x="{x + 14}" y="33">{escape(name)}</text>')
    for level in range(0, 101, 20):
        parts.append(f'<line x1="{LEFT}" x2="{width}" y1="{at(level)}" y2="{at(level)}" stroke="#d0d7de"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{at(level) + 4}" text-anchor="end">{level}</text>')
    for index, group in enumerate(groups):
        x = LEFT + GAP / 2 + index * wide
        for number, values in enumerate(series.values()):
            parts.append(bar(x + number * BAR, values[index], colour(number)))
        middle = x + BAR * len(series) / 2
        turned = f'transform="rotate(-40 {middle} {TOP + HEIGHT + 14})"'
        parts.append(f'<text x="{middle}" y="{TOP + HEIGHT + 14}" text-anchor="end" {turned}>{escape(group)}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def bar(x: float, value: float, fill: str) -> str:
    top = at(min(100.0, max(0.0, value)))
    return f'<rect x="{x}" y="{top:.1f}" width="{BAR - 1}" height="{TOP + HEIGHT - top:.1f}" fill="{fill}"/>'


def at(value: float) -> float:
    """The height of a value on the picture."""
    return TOP + HEIGHT * (1 - value / 100)


def colour(number: int) -> str:
    return COLOURS[number % len(COLOURS)]
