"""The audit bundle: one zip with all that is needed to check a draw, byte for byte the same whoever writes it.

Files are stored, not compressed: what a compressor makes of them differs between its versions.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

from rembuk.fairdraw.audit import Result, StepDown, draw, step_down
from rembuk.fairdraw.beacon import Round
from rembuk.fairdraw.canonical import canonical, sha256_hex
from rembuk.fairdraw.commitment import Frozen, code_hashes, verifier
from rembuk.fairdraw.errors import CommitmentError

SUMS = "SHA256SUMS"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the zip format's zero; a true date would make every writing differ
MODE = 0o100644 << 16

README = """\
{programme} {hashtag}
Undian / Draw: {draw}
Hash komitmen / Commitment hash: {hash}

BAHASA INDONESIA
Siapa pun dapat memeriksa undian ini sendiri, cukup dengan Python 3.8 atau yang lebih baru:

  unzip {draw_file} verify.py bls.py
  python3 verify.py {draw_file} --commitment HASH

HASH adalah hash komitmen yang terbit di halaman program SEBELUM undian berlangsung. Ambil dari sana,
bukan dari berkas ini. Bila semua baris bertanda [OK], hasilnya sah: tidak ada peserta yang ditambah,
dikurangi, atau diurutkan ulang setelah angka acak publik (drand) diketahui.
Untuk melihat posisi Anda, tambahkan --entry NOMOR-ENTRI. Folder hasil bongkar zip juga dapat diperiksa.

ENGLISH
Anyone can check this draw, with nothing but Python 3.8 or later:

  unzip {draw_file} verify.py bls.py
  python3 verify.py {draw_file} --commitment HASH

HASH is the commitment hash that was published on the programme's page BEFORE the draw. Take it from there,
not from this file. When every line says [OK], the result stands: nobody was added, removed or reordered
after the public random number (drand) was known.
To see your own place, add --entry ENTRY-NUMBER. A folder with the zip's files can be checked as well.
"""


def write_bundle(
    frozen: Frozen,
    beacon_round: Round,
    *,
    steps: Iterable[StepDown] = (),
    signature: dict[str, Any] | None = None,
    code: Mapping[str, bytes] | None = None,
) -> bytes:
    """The zip's bytes.

    `signature` is the caller's own over the commitment hash, e.g. Ed25519, as plain JSON. `code` is `verifier()` as
    kept at the freeze; without it, today's. Raises BeaconError for a round that is not the committed one, and
    CommitmentError for a verifier that is not.
    """
    code = verifier() if code is None else code
    if frozen.document["code"] != code_hashes(code):
        raise CommitmentError("The verifier has changed since this draw was frozen; give the one kept at the freeze.")
    result = draw(frozen, beacon_round)
    standing, log = step_down(result, steps)
    files = {
        "README.txt": _readme(frozen),
        "beacon.json": canonical(_beacon(beacon_round)),
        "commitment.json": canonical({"commitment": frozen.document, "hash": frozen.hash, "signature": signature}),
        "entries.json": canonical(frozen.entries),
        "exclusions.json": canonical(frozen.exclusions),
        "result.json": canonical(_result(result, standing)),
        "steps.json": canonical(log),
        "terms.txt": frozen.terms.encode("utf-8"),
        **code,
    }
    files[SUMS] = "".join(f"{sha256_hex(files[name])}  {name}\n" for name in sorted(files)).encode("ascii")
    return pack(files)


def pack(files: dict[str, bytes]) -> bytes:
    """A zip of `files` in the order of their names, with nothing in it that depends on when or where it is written."""
    container = io.BytesIO()
    with zipfile.ZipFile(container, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            member = zipfile.ZipInfo(name, EPOCH)
            member.create_system = 3  # Unix, also when written on Windows
            member.external_attr = MODE
            archive.writestr(member, files[name])
    return container.getvalue()


def bundle_name(draw_id: str) -> str:
    """The file name to offer for download, and the one that README.txt speaks of."""
    return f"{draw_id.replace(':', '-')}.zip"


def _readme(frozen: Frozen) -> bytes:
    document = frozen.document
    text = README.format(
        programme=document["programme"],
        hashtag=document["hashtag"],
        draw=document["draw"],
        draw_file=bundle_name(document["draw"]),
        hash=frozen.hash,
    )
    return text.encode("utf-8")


def _beacon(beacon_round: Round) -> dict[str, Any]:
    previous = beacon_round.previous_signature
    fields: dict[str, Any] = {"round": beacon_round.number, "signature": beacon_round.signature.hex()}
    return fields if previous is None else {**fields, "previous_signature": previous.hex()}


def _result(result: Result, standing: list[str]) -> dict[str, Any]:
    return {
        "seed": result.seed.hex(),
        "order": result.order,
        "winners": result.winners,
        "reserves": result.reserves,
        "standing": standing,
    }
