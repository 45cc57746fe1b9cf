"""A bar chart as SVG: one group for each benchmark and unit, each group with a scale of its own."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

WIDTH, LEFT, RIGHT = 860, 290, 130
ROW, GAP, TOP = 22, 34, 56
INK, BAR, PALE = "#1d2733", "#0f6e6e", "#dfe7ea"


def draw(title: str, rows: Sequence[tuple[str, float, str]]) -> str:
    """The chart of (name, value, unit) rows, in their order."""
    groups: dict[tuple[str, str], list[tuple[str, float]]] = {}
    for name, value, unit in rows:
        groups.setdefault((name.partition(".")[0], unit), []).append((name, value))
    pieces, y = [_text(16, 30, title, size=18, weight=600)], TOP
    for (kind, unit), bars in groups.items():
        pieces.append(_text(16, y + 10, f"{kind} · {unit}", weight=600))
        y += ROW
        most = max((abs(value) for _name, value in bars), default=0) or 1
        for name, value in bars:
            pieces += _bar(y, name, value, abs(value) / most)
            y += ROW
        y += GAP - ROW
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y}" viewBox="0 0 {WIDTH} {y}" role="img">'
    ground = f'<rect width="{WIDTH}" height="{y}" fill="#fff"/>'
    return "\n".join([head, f"<title>{escape(title)}</title>", ground, *pieces, "</svg>", ""])


def _bar(y: int, name: str, value: float, share: float) -> list[str]:
    room = WIDTH - LEFT - RIGHT
    figure = f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.4g}"
    return [
        _text(LEFT - 10, y + 11, name, anchor="end"),
        f'<rect x="{LEFT}" y="{y}" width="{room}" height="14" fill="{PALE}"/>',
        f'<rect x="{LEFT}" y="{y}" width="{room * share:.1f}" height="14" fill="{BAR}"/>',
        _text(WIDTH - RIGHT + 10, y + 11, figure),
    ]


def _text(x: int, y: int, words: str, *, size: int = 12, weight: int = 400, anchor: str = "start") -> str:
    style = f'font-family="system-ui, sans-serif" font-size="{size}" font-weight="{weight}" fill="{INK}"'
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" {style}>{escape(words)}</text>'
