"""The report as an SVG chart: a panel for each measure, a bar with its 95 % interval for each system."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from ringkas.errors import OutputNotWritable

PANEL, BAR, LABEL, PADDING = 320, 16, 110, 24
COLUMNS = 3


def write(report: Mapping[str, Any], path: Path) -> None:
    """Write the chart of a `ringkas.evaluation/1` report as SVG.

    Raises:
        OutputNotWritable: the file cannot be written.
    """
    try:
        path.write_text(render(report), encoding="utf-8")
    except OSError as exc:
        raise OutputNotWritable(f"{path} cannot be written: {exc.strerror}.") from exc


def render(report: Mapping[str, Any]) -> str:
    """An SVG document of a `ringkas.evaluation/1` report; each panel's scale goes from 0 to its largest figure."""
    systems = report["systems"]
    names = list(next(iter(systems.values())))
    height = 2 * PADDING + BAR * len(systems)
    rows = -(-len(names) // COLUMNS)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{PANEL * COLUMNS}" height="{height * rows + PADDING}" '
        'font-family="sans-serif" font-size="11">',
        f"<title>{escape(report['signature'])}</title>",
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for index, name in enumerate(names):
        x, y = index % COLUMNS * PANEL, index // COLUMNS * height
        parts.append(f'<g transform="translate({x},{y})">')
        parts += _panel(name, {system: figures[name] for system, figures in systems.items()})
        parts.append("</g>")
    parts.append(f'<text x="8" y="{height * rows + 12}" fill="#555" font-size="9">{escape(report["signature"])}</text>')
    return "\n".join([*parts, "</svg>\n"])


def _panel(name: str, figures: Mapping[str, Mapping[str, float]]) -> list[str]:
    scale = (PANEL - LABEL - 60) / (max(figure["high"] for figure in figures.values()) or 1.0)
    parts = [f'<text x="{LABEL}" y="{PADDING - 6}" font-weight="bold">{escape(name)}</text>']
    for row, (system, figure) in enumerate(figures.items()):
        y = PADDING + row * BAR
        low, high, end = (LABEL + figure[key] * scale for key in ("low", "high", "value"))
        parts += [
            f'<text x="{LABEL - 6}" y="{y + 11}" text-anchor="end">{escape(system)}</text>',
            f'<rect x="{LABEL}" y="{y + 2}" width="{end - LABEL:.1f}" height="{BAR - 5}" fill="#4c78a8"/>',
            f'<path d="M{low:.1f} {y + 7}H{high:.1f}" stroke="#222"/>',
            f'<text x="{high + 4:.1f}" y="{y + 11}">{figure["value"]:.1f}</text>',
        ]
    return parts
