"""The report as a Markdown table: measures down, systems across."""

from collections.abc import Mapping, Sequence
from typing import Any


def render(report: Mapping[str, Any]) -> str:
    """The table of a `ringkas.evaluation/1` or `ringkas.comparison/1` report, its signature and what the run cost."""
    lines = _comparison(report) if "comparison" in report else _evaluation(report)
    lines += ["", f"{report['kind']}, {report['rows']} examples; ± is half the 95 % interval", report["signature"]]
    if "runs" in report:
        lines.append("A {}, B {}".format(*report["runs"]))
    if "run" in report:
        run = report["run"]
        lines.append(
            f"{run['per_second']:.2f} examples a second, {run['seconds']:.1f} s ({run['cpu_seconds']:.1f} s CPU), "
            f"peak {run['peak_mb']:.0f} MiB, {len(run['failures'])} failed"
        )
        if "before_checks" in run:
            lines.append("sentences: " + ", ".join(f"{count} {origin}" for origin, count in run["origins"].items()))
            rows = [[name, _with_interval(figure)] for name, figure in run["before_checks"].items()]
            lines += ["", *_markdown([["before checks, against the prompts", "ringkas"], *rows])]
    return "\n".join(lines)


def _evaluation(report: Mapping[str, Any]) -> list[str]:
    systems = report["systems"]
    names = list(next(iter(systems.values())))
    rows = [["", *systems]]
    for name in names:
        rows.append([name, *(_with_interval(figures[name]) for figures in systems.values())])
    return _markdown(rows)


def _comparison(report: Mapping[str, Any]) -> list[str]:
    rows = [["", "A", "B", "B - A", "95 % interval", "p"]]
    for name, d in report["comparison"].items():
        interval = f"{d['low']:+.2f} to {d['high']:+.2f}"
        rows.append([name, f"{d['a']:.2f}", f"{d['b']:.2f}", f"{d['value']:+.2f}", interval, f"{d['p']:.3f}"])
    return _markdown(rows)


def _with_interval(figure: Mapping[str, float]) -> str:
    return f"{figure['value']:.1f} ±{(figure['high'] - figure['low']) / 2:.1f}"


def _markdown(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| "
        + " | ".join(
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        + " |"
        for row in rows
    ]
    rule = "|" + "|".join("-" * (width + 1) + ("-" if not column else ":") for column, width in enumerate(widths)) + "|"
    return [lines[0], rule, *lines[1:]]
