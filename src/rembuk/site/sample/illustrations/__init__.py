"""Small hand-drawn scenes for the sample stories."""

from __future__ import annotations

from dataclasses import dataclass

from rembuk.site.sample.data import read_text, read_toml


@dataclass(frozen=True, slots=True)
class SampleIllustration:
    """``svg`` is a whole SVG document, 760 by 400 units, without text, script or style; ``alt`` is Indonesian."""

    scene: str
    svg: str
    alt: str


def illustrations() -> dict[str, SampleIllustration]:
    """Every illustration by its scene name."""
    alts: dict[str, str] = read_toml("illustrations/alt.toml")
    return {
        scene: SampleIllustration(scene=scene, svg=read_text(f"illustrations/{scene}.svg"), alt=alt)
        for scene, alt in alts.items()
    }
