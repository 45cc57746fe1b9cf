"""Invented rows that are large enough to train on in a second."""

from __future__ import annotations

import random
from functools import cache

from rembuk.civility.models import Model
from rembuk.civility.training import Row, train_abuse, train_gambling
from rembuk.civility.training.trained import TrainedModel

_BRANDS = [f"{name}{number}" for name in ("mawar", "melati", "kenanga", "cempaka", "dahlia") for number in (77, 88, 99)]
_ADS = ("main di {} gampang menang", "cuan terus bareng {}", "daftar {} sekarang bonus besar", "{} memang gacor maxwin")
_TALK = (
    "jalan di {} rusak sudah lama",
    "terima kasih pak {} atas bantuannya",
    "harga beras di {} naik lagi",
    "semoga {} segera pulih seperti dulu",
)
_PLACES = ("desa", "kota", "pasar", "kampung", "sekolah", "terminal", "pelabuhan", "stasiun", "lapangan", "puskesmas")
_RUDE = ("dasar pembual {} kamu", "otakmu di mana {}", "mulut sampah {} diam saja", "tidak punya malu {} pergi sana")


def advertising(count: int = 320, seed: int = 3) -> list[Row]:
    """Advertising of invented brands, and talk."""
    rng = random.Random(seed)
    return [
        Row(rng.choice(_ADS).format(rng.choice(_BRANDS)), True)
        if number % 3 == 0
        else Row(f"{rng.choice(_TALK).format(rng.choice(_PLACES))} {number}", False)
        for number in range(count)
    ]


def decisions(count: int = 440, seed: int = 3) -> list[Row]:
    """What a newsroom turned away and approved."""
    rng = random.Random(seed)
    return [
        Row(f"{rng.choice(_RUDE).format(rng.choice(_PLACES))} {number}", True)
        if number % 4 == 0
        else Row(f"{rng.choice(_TALK).format(rng.choice(_PLACES))} {number}", False)
        for number in range(count)
    ]


@cache
def gambling() -> TrainedModel:
    """Trained once for all tests."""
    return train_gambling(advertising())


@cache
def abuse() -> TrainedModel:
    """Trained once for all tests, without a seed."""
    return train_abuse(decisions(), seed_model=None)


def models() -> list[Model]:
    """One of each kind."""
    return [abuse().model, gambling().model]
