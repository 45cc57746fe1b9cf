"""The example code that sites copy: it signs what we take."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from rembuk.embed import actions, signed
from rembuk.embed.models import SignOn, SignOnKey
from rembuk.readers.models import Reader

from .conftest import BASE, ISSUER

DOCS = Path(__file__).resolve().parents[4] / "docs" / "embed.md"


def example(language: str, holds: str) -> str:
    """The block of code in that language that has this in it."""
    blocks = re.findall(rf"```{language}\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    return str(next(block for block in blocks if holds in block))


def test_python(sign_on: SignOn, shared: tuple[SignOnKey, str]) -> None:
    key, secret = shared
    room: dict[str, Any] = {}
    exec(example("python", "def rembuk_token"), room)  # noqa: S102  # our own documentation
    token = room["rembuk_token"]("41", "Wulan", key=secret, kid=key.kid, issuer=ISSUER, audience=BASE)
    assert signed.read(sign_on, token).name == "Wulan"


@pytest.mark.skipif(shutil.which("node") is None, reason="no Node on this machine")
def test_node(sign_on: SignOn, shared: tuple[SignOnKey, str], sekar: Reader, tmp_path: Path) -> None:
    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    other = actions.add_public_key(editor=sekar, sign_on=sign_on, pem=public)
    (tmp_path / "token.mjs").write_text(example("js", "rembukToken"))
    for key, secret in (shared, (other, pem)):
        facts = {"key": secret, "kid": key.kid, "issuer": ISSUER, "audience": BASE, "algorithm": str(key.algorithm)}
        asked = f"rembukToken({{ id: 41, name: 'Wulan' }}, {json.dumps(facts)})"
        ask = f"import {{ rembukToken }} from './token.mjs'; console.log({asked})"
        (tmp_path / "ask.mjs").write_text(ask)
        done = subprocess.run(["node", tmp_path / "ask.mjs"], capture_output=True, text=True, check=True, timeout=30)
        assert signed.read(sign_on, done.stdout.strip()).subject == "41"
