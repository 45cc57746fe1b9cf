"""The calibration plot: an SVG of our own, readable on light and on dark pages."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from rembuk.civility.training.measure import Bin

_SIDE, _LEFT, _TOP = 320, 60, 48
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#222}.axis{stroke:#767676;fill:none}.ideal{stroke:#767676;"
    "stroke-dasharray:5 5}.line{stroke:#0b5cad;stroke-width:2.5;fill:none}.dot{fill:#0b5cad}.paper{fill:#fff}"
    "@media (prefers-color-scheme:dark){text{fill:#eee}.line{stroke:#7cb8f2}.dot{fill:#7cb8f2}.paper{fill:#181818}}"
)


def calibration_svg(title: str, bins: Sequence[Bin]) -> str:
    """Probability against what came true, a dot for each tenth, its size by the rows in it."""
    most = max((tenth.rows for tenth in bins), default=1)
    points = [(_across(tenth.score), _up(tenth.share), tenth) for tenth in bins]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)
    dots = "".join(
        f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="{3 + 6 * (tenth.rows / most) ** 0.5:.1f}">'
        f"<title>{tenth.rows:,} rows: said {tenth.score:.0%}, was {tenth.share:.0%}</title></circle>"
        for x, y, tenth in points
    )
    ticks = "".join(
        f'<text x="{_across(step / 4):.0f}" y="{_TOP + _SIDE + 20}" text-anchor="middle">{step * 25} %</text>'
        f'<text x="{_LEFT - 8}" y="{_up(step / 4) + 4:.0f}" text-anchor="end">{step * 25} %</text>'
        for step in range(5)
    )
    width, height = _LEFT + _SIDE + 40, _TOP + _SIDE + 56
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-labelledby="t">'
        f'<title id="t">{escape(title)}</title><style>{_STYLE}</style>'
        f'<rect class="paper" width="{width}" height="{height}"/>'
        f'<text x="{_LEFT}" y="28" font-weight="600">{escape(title)}</text>'
        f'<rect class="axis" x="{_LEFT}" y="{_TOP}" width="{_SIDE}" height="{_SIDE}"/>'
        f'<line class="ideal" x1="{_across(0)}" y1="{_up(0)}" x2="{_across(1)}" y2="{_up(1)}"/>'
        f'<polyline class="line" points="{line}"/>{dots}{ticks}'
        f'<text x="{_LEFT + _SIDE / 2:.0f}" y="{height - 10}" text-anchor="middle">what the model says</text>'
        f'<text transform="translate(16 {_TOP + _SIDE / 2:.0f}) rotate(-90)" text-anchor="middle">what was so</text>'
        "</svg>\n"
    )


def _across(share: float) -> float:
    return _LEFT + share * _SIDE


def _up(share: float) -> float:
    return _TOP + (1 - share) * _SIDE
