"""Weights on disk: two lines of JSON under gzip, a header with the hash of the body, then the body. Never a pickle.

A file that differs in anything from what this version of the engine reads is refused, with a sentence that says why.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import math
import os
import tempfile
import zlib
from pathlib import Path
from typing import Any, NoReturn, get_args

from rembuk.civility.models.features import STYLES, VERSION, ModelKind, fingerprint
from rembuk.civility.models.model import Model, Thresholds

FORMAT = 1
MOST_BYTES = 16 * 1024 * 1024  # packed
MOST_UNPACKED = 96 * 1024 * 1024
MOST_FEATURES = 500_000


class ModelError(ValueError):
    """A weights file cannot be used. The message names the file, what is wrong and what to do."""


class ModelOutdated(ModelError):
    """A file that is whole, and was written for a version of the engine that reads texts in another way."""


def save(model: Model, path: str | Path) -> str:
    """Write a model so that a reader meets the old file or the new one, never half of one. Returns its digest."""
    content, digest = packed(model)
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)  # weights hold no secret, and the site may run as another user
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return digest


def packed(model: Model) -> tuple[bytes, str]:
    """A model as the bytes of a file, and its digest; `unpacked` reads them again."""
    body = packed_body(model)
    digest = hashlib.sha256(body).hexdigest()
    header = json.dumps({"format": FORMAT, "kind": model.kind, "sha256": digest}).encode()
    return gzip.compress(header + b"\n" + body, compresslevel=9, mtime=0), digest


def load(path: str | Path) -> Model:
    """Read a model. Raises ModelError for anything that is not exactly what `save` wrote under this engine."""
    source = Path(path)
    try:
        if source.stat().st_size > MOST_BYTES:
            raise ModelError(f"{source}: larger than {MOST_BYTES // 2**20} MB, which no model of ours is")
        packed = source.read_bytes()
    except OSError as problem:
        raise ModelError(
            f"{source}: cannot be read ({problem.strerror}); train a model or take the folder away"
        ) from None
    return unpacked(packed, str(source))


def unpacked(file: bytes, where: str) -> Model:
    """`load`, for bytes that are held already."""
    if len(file) > MOST_BYTES:
        raise ModelError(f"{where}: larger than {MOST_BYTES // 2**20} MB, which no model of ours is")
    try:
        unpacker = zlib.decompressobj(wbits=31)
        content = unpacker.decompress(file, MOST_UNPACKED)
        if unpacker.unconsumed_tail or not unpacker.eof or unpacker.unused_data:
            raise ModelError(f"{where}: cut off, too large, or with something behind its end; copy or train it again")
    except zlib.error:
        raise ModelError(f"{where}: not a gzip file, so not a model of ours; train it again") from None
    head, _, body = content.partition(b"\n")
    header = _parsed(head, where)
    if header.get("format") != FORMAT:
        raise ModelOutdated(
            f"{where}: format {header.get('format')!r}, and this version reads {FORMAT}; train it again"
        )
    digest = hashlib.sha256(body).hexdigest()
    if header.get("sha256") != digest:
        raise ModelError(f"{where}: its content does not match its hash; it was changed or damaged, copy it again")
    return _model(_parsed(body, where), digest, where)


def packed_body(model: Model) -> bytes:
    """A model's content as bytes: the same model always gives the same."""
    content = {
        "kind": model.kind,
        "features": {"version": VERSION, "fingerprint": fingerprint(model.kind)},
        "names": model.names,
        "weights": model.weights,
        "bias": model.bias,
        "styles": dict(zip(STYLES, model.styles, strict=True)) if model.styles else {},
        "known": None if model.known is None else sorted(model.known),
        "scale": model.scale,
        "thresholds": {"nudge": model.thresholds.nudge, "hold": model.thresholds.hold},
        "card": dict(model.card),
    }
    return json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _parsed(text: bytes, where: str) -> dict[str, Any]:
    try:
        values = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise ModelError(f"{where}: not the JSON that a model is written in; train it again") from None
    if not isinstance(values, dict):
        raise ModelError(f"{where}: not the JSON that a model is written in; train it again")
    return values


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)


def _model(values: dict[str, Any], digest: str, where: str) -> Model:
    try:
        kind = values["kind"]
        if kind not in get_args(ModelKind):
            raise ModelError(f"{where}: a model of kind {kind!r}; there are {', '.join(get_args(ModelKind))}")
        _check_features(kind, values["features"], where)
        styles = values["styles"]
        known = values["known"]
        model = Model(
            kind=kind,
            names=tuple(values["names"]),
            weights=_numbers(values["weights"]),
            bias=_number(values["bias"]),
            styles=_numbers([styles[name] for name in STYLES]) if kind == "gambling" else (),
            known=None if known is None else frozenset(known),
            scale=(_number(values["scale"][0]), _number(values["scale"][1])),
            thresholds=Thresholds(_share(values["thresholds"]["nudge"]), _share(values["thresholds"]["hold"])),
            card=dict(values["card"]),
            digest=digest,
        )
    except ModelError:
        raise
    except (KeyError, IndexError, TypeError, ValueError) as problem:
        raise ModelError(f"{where}: something is missing or out of bounds ({problem}); train it again") from None
    _check_shape(model, where)
    return model


def _check_features(kind: ModelKind, features: dict[str, Any], where: str) -> None:
    if features["version"] != VERSION or features["fingerprint"] != fingerprint(kind):
        raise ModelOutdated(f"{where}: trained by a version that reads texts in another way; train it again")


def _check_shape(model: Model, where: str) -> None:
    names = model.names
    if not names or len(names) > MOST_FEATURES or len(names) != len(model.weights):
        raise ModelError(f"{where}: {len(names)} features and {len(model.weights)} weights do not fit; train it again")
    if len(set(names)) != len(names) or not all(isinstance(name, str) for name in names):
        raise ModelError(f"{where}: a feature stands in it twice or is no text; train it again")
    if (model.known is None) != (model.kind == "abuse"):
        raise ModelError(f"{where}: its list of known words does not belong to its kind; train it again")
    if model.scale[0] <= 0:
        raise ModelError(f"{where}: its calibration turns the order round; train it again")


def _numbers(values: list[Any]) -> tuple[float, ...]:
    return tuple(map(_number, values))


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("a number is none, or is not finite")
    return float(value)


def _share(value: Any) -> float | None:
    if value is None:
        return None
    if not 0 < _number(value) < 1:
        raise ValueError("a threshold is not between 0 and 1")
    return float(value)
