#!/usr/bin/env python3
"""Check a Rembuk draw:  python3 verify.py BUNDLE.zip [--commitment HASH] [--entry ID]

One file, the standard library of Python 3.8 or later, no network; `bls.py` beside it checks the beacon's signature.
It shares no code with the program that drew: it is a second writing of the same rules. Exit 0 only when all holds.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import io
import itertools
import json
import re
import runpy
import struct
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

CODE = ("bls.py", "verify.py")
JSON = ("beacon", "commitment", "entries", "exclusions", "result", "steps")
LISTED = sorted([*CODE, *(f"{name}.json" for name in JSON), "README.txt", "terms.txt"])
NAMES = sorted([*LISTED, "SHA256SUMS"])
MAX_BYTES, MIN_LEAD, MAX_WEIGHT, MAX_TICKETS = 2**29, 600, 1_000, 1_000_000
ID, REASON = r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}", r"[a-z][a-z0-9_-]{0,63}"
G1, CHAINED = "bls-unchained-g1-rfc9380", "pedersen-bls-chained"
CHAIN_KEYS = ("hash", "period", "genesis", "scheme", "public_key")
KNOWN_CHAINS = (  # drand's own, from api.drand.sh/chains
    ("52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971", 3, 1692803367, G1,
     "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451"
     "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"),
    ("8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce", 30, 1595431050, CHAINED,
     "868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a569937c529eeda66c7293784a9402801af31"),
)  # fmt: skip
UNREADABLE = (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, RuntimeError, EOFError, ValueError, struct.error)
MALFORMED = (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError, RecursionError)


class Mismatch(Exception):
    """Something is not as committed; the text says what, in Indonesian and English."""


def need(holds: bool, indonesian: str, english: str) -> None:
    if not holds:
        raise Mismatch(f"{indonesian} / {english}")


def same(what: str, found: object, expected: object) -> None:
    """Equal in value and in type: True is not 1 here. Of two lists, only what follows the first difference is shown."""
    if isinstance(found, list) and isinstance(expected, list):
        at = next((i for i, item in enumerate(expected) if found[i : i + 1] != [item]), len(expected))
        what, found, expected = f"{what}[{at}]", found[at:], expected[at:]
    if type(found) is not type(expected) or found != expected:
        raise Mismatch(f"{what}: tertulis / written {show(found)}, seharusnya / should be {show(expected)}")


def show(value: object) -> str:
    text = ascii(value)  # nothing from a bundle reaches the terminal unescaped
    return text if len(text) <= 90 else text[:87] + "..."


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def read_bundle(path: Path) -> dict[str, bytes]:
    paths = [path / name for name in NAMES] if path.is_dir() else [path]
    need(all(each.is_file() for each in paths), "ada berkas yang hilang", "a file is missing")
    need(sum(each.stat().st_size for each in paths) <= MAX_BYTES, "terlalu besar", "too large")
    contents = {each.name: each.read_bytes() for each in paths}
    if path.is_dir():
        return contents
    files = read_zip(contents[path.name])
    need(
        pack(files) == contents[path.name], "zip berubah; bongkar lalu periksa foldernya", "altered zip; check a folder"
    )
    return files


def read_zip(data: bytes) -> dict[str, bytes]:
    """Nothing is unpacked to disk, and only the known names are accepted, once each."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            need(sorted(archive.namelist()) == NAMES, "isi zip lain", "not the files of a bundle, once each")
            need(all(each.compress_type == zipfile.ZIP_STORED for each in members), "zip dimampatkan", "compressed")
            # Nothing is compressed, so together they are no longer than the zip: no bomb passes.
            need(sum(each.file_size for each in members) <= len(data), "ukuran zip palsu", "the zip's sizes are false")
            return {member.filename: archive.read(member) for member in members}
    except UNREADABLE as error:
        raise Mismatch(f"zip rusak atau berubah / the zip is damaged or altered: {show(str(error))}") from error


def pack(files: dict[str, bytes]) -> bytes:
    container = io.BytesIO()
    with zipfile.ZipFile(container, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.create_system, member.external_attr = 3, 0o100644 << 16
            archive.writestr(member, files[name])
    return container.getvalue()


def encode(value: Any) -> str:
    """Canonical JSON (RFC 8785 without floats)."""
    if value is None or isinstance(value, (bool, str)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int):
        need(abs(value) < 2**53, "bilangan terlalu besar", "a number is too large")
        return str(value)
    if isinstance(value, list):
        return "[" + ",".join(map(encode, value)) + "]"
    need(isinstance(value, dict), "ada bilangan pecahan di JSON", "there is a fraction in the JSON")
    keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
    return "{" + ",".join(encode(key) + ":" + encode(value[key]) for key in keys) + "}"


class Bundle:
    """The files of a bundle, its JSON read strictly, and the hash that was published, if the person brings it."""

    def __init__(self, files: dict[str, bytes], published: str | None) -> None:
        self.files, self.published = files, published
        self.parsed: dict[str, Any] = {}

    def json(self, name: str) -> Any:
        if name not in self.parsed:
            value = json.loads(self.files[name].decode("utf-8"))
            canonical = encode(value).encode("utf-8")  # of doubled keys, json keeps one: then the bytes differ
            need(canonical == self.files[name], f"{name}: JSON tidak kanonis", "the JSON is not canonical")
            self.parsed[name] = value
        return self.parsed[name]

    @property
    def commitment(self) -> Any:
        return self.json("commitment.json")["commitment"]

    @property
    def commitment_hash(self) -> str:
        return sha(encode(self.commitment).encode("utf-8"))


# The rules of the draw, written a second time


def tree(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, as it is defined there."""
    if len(leaves) < 2:
        return hashlib.sha256(b"\x00" + leaves[0] if leaves else b"").digest()
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + tree(leaves[:split]) + tree(leaves[split:])).digest()


def order_of(entries: list[Any], seed: bytes) -> list[str]:
    tickets = list(itertools.islice((row["entry"] for row in entries for _ in range(row["weight"])), MAX_TICKETS))
    blocks = (hmac.new(seed, struct.pack(">Q", counter), "sha256").digest() for counter in itertools.count())
    source = (number for block in blocks for number in struct.unpack(">4Q", block))
    for start in range(len(tickets) - 1):
        left = len(tickets) - start
        pick = start + next(number for number in source if number < 2**64 // left * left) % left
        tickets[start], tickets[pick] = tickets[pick], tickets[start]
    return sorted(set(tickets), key={entry: -place for place, entry in enumerate(reversed(tickets))}.__getitem__)


# The checks, in the order in which they are printed


def check_sums(bundle: Bundle) -> None:
    found = bundle.files["SHA256SUMS"].decode("ascii", "replace").splitlines(keepends=True)
    wanted = {name: f"{sha(bundle.files[name])}  {name}\n" for name in LISTED}
    wrong = ", ".join(name for name, line in wanted.items() if line not in found)
    need(not wrong, f"berubah: {wrong} (atau barisnya di SHA256SUMS)", "changed, or its line in SHA256SUMS is")
    need(found == list(wanted.values()), "SHA256SUMS: ada baris asing", "there are alien lines")


def check_commitment(bundle: Bundle) -> None:
    same("commitment.json", set(bundle.json("commitment.json")), {"commitment", "hash", "signature"})
    same("commitment.json, format", bundle.commitment["format"], "rembuk.fairdraw/1")
    same("commitment.json, hash", bundle.json("commitment.json")["hash"], bundle.commitment_hash)
    if bundle.published is not None:
        same("commitment.json, --commitment", bundle.commitment_hash, bundle.published.strip().lower())


def check_promises(bundle: Bundle) -> None:
    same("commitment.json, code", bundle.commitment["code"], {name: sha(bundle.files[name]) for name in CODE})
    same("terms.txt", sha(bundle.files["terms.txt"]), bundle.commitment["terms_sha256"])
    winners, reserves = bundle.commitment["winners"], bundle.commitment["reserves"]
    whole = type(winners) is int and type(reserves) is int and winners > 0 and reserves >= 0
    need(whole, "jumlah pemenang tidak sah", "invalid numbers of winners")


def check_rows(bundle: Bundle, name: str, keys: set[str]) -> Any:
    rows, promised = bundle.json(f"{name}.json"), bundle.commitment[name]
    identifiers = [row["entry"] for row in rows]
    for row in rows:
        what = f"{name}.json, {show(row['entry'])}"
        same(what, set(row), keys)
        sound = re.fullmatch(ID, row["entry"]) and re.fullmatch(r"[0-9a-f]{64}", row["commitment"])
        need(bool(sound), what, "malformed id or commitment")
    need(identifiers == sorted(set(identifiers)), f"{name}.json: tidak urut atau ganda", "not in order, or doubled")
    same(f"{name}.json, count", len(rows), promised["count"])
    leaves = [encode({"draw": bundle.commitment["draw"], **row}).encode("utf-8") for row in rows]
    same(f"{name}.json, root", tree(leaves).hex(), promised["root"])
    return rows


def check_entries(bundle: Bundle) -> None:
    rows = check_rows(bundle, "entries", {"entry", "commitment", "weight"})
    weights = [row["weight"] for row in rows]
    valid = all(type(weight) is int and 1 <= weight <= MAX_WEIGHT for weight in weights)
    need(valid and 0 < sum(weights) <= MAX_TICKETS, "entries.json: bobot tidak sah", "invalid weights")
    same("entries.json, weight", sum(weights), bundle.commitment["entries"]["weight"])


def check_exclusions(bundle: Bundle) -> None:
    rows = check_rows(bundle, "exclusions", {"entry", "commitment", "reason"})
    need(all(re.fullmatch(REASON, row["reason"]) for row in rows), "exclusions.json: alasan rusak", "malformed reason")
    both = {row["entry"] for row in rows} & {row["entry"] for row in bundle.json("entries.json")}
    need(not both, f"ikut sekaligus dikecualikan: {show(both)}", "both in and excluded")


def check_round(bundle: Bundle) -> None:
    promised, beacon = bundle.commitment["beacon"], bundle.json("beacon.json")
    chain = promised["chain"]
    same("beacon.json, round", beacon["round"], promised["round"])
    chained = {"previous_signature"} if chain["scheme"] == CHAINED else set()
    same("beacon.json", set(beacon), {"round", "signature"} | chained)
    for key in {"signature"} | chained:
        same(f"beacon.json, {key}", beacon[key], bytes.fromhex(beacon[key]).hex())
    due = chain["genesis"] + (promised["round"] - 1) * chain["period"]
    need(bundle.commitment["created_at"] + MIN_LEAD <= due, "putaran terlalu dekat", "the round is too near the freeze")
    known = {row[0]: row for row in KNOWN_CHAINS}
    need(chain["hash"] in known, f"rantai asing {show(chain['hash'])}", "not a chain of drand that is known here")
    same("commitment.json, chain", tuple(chain[key] for key in CHAIN_KEYS), known[chain["hash"]])


def check_result(bundle: Bundle) -> None:
    result, commitment = bundle.json("result.json"), bundle.commitment
    material = bundle.commitment_hash + bundle.json("beacon.json")["signature"]
    seed = hashlib.sha256(b"rembuk.fairdraw/1 seed\x00" + bytes.fromhex(material)).digest()
    same("result.json, seed", result["seed"], seed.hex())
    order, first = order_of(bundle.json("entries.json"), seed), commitment["winners"]
    same("result.json, order", result["order"], order)
    same("result.json, winners", result["winners"], order[:first])
    same("result.json, reserves", result["reserves"], order[first : first + commitment["reserves"]])


def check_steps(bundle: Bundle) -> None:
    result, before = bundle.json("result.json"), 0
    standing, waiting = list(result["winners"]), list(result["reserves"])
    for count, step in enumerate(bundle.json("steps.json"), 1):
        what = f"steps.json, {count}"
        same(what, set(step), {"at", "entry", "reason", "next"})
        need(type(step["at"]) is int and step["at"] >= before, what, "the times run backwards")
        need(re.fullmatch(REASON, step["reason"]) is not None, what, "malformed reason")
        before, successor = step["at"], None
        if step["entry"] in waiting:
            waiting.remove(step["entry"])
        else:
            need(step["entry"] in standing, what, "neither wins nor waits")
            successor = waiting.pop(0) if waiting else None
            place = standing.index(step["entry"])
            standing[place : place + 1] = [] if successor is None else [successor]
        same(f"{what}, next", step["next"], successor)
    same("result.json, standing", result["standing"], standing)


def check_signature(bundle: Bundle) -> None:
    chain, beacon = bundle.commitment["beacon"]["chain"], bundle.json("beacon.json")
    path = Path(__file__).with_name("bls.py")
    need(path.is_file(), "TIDAK DIPERIKSA: letakkan bls.py di samping verify.py", "NOT CHECKED: put bls.py beside me")
    same("bls.py", sha(path.read_bytes()), bundle.commitment["code"]["bls.py"])
    verify_bls = runpy.run_path(str(path))[{G1: "verify_g1", CHAINED: "verify_g2"}[chain["scheme"]]]
    previous = bytes.fromhex(beacon.get("previous_signature", ""))
    message = hashlib.sha256(previous + struct.pack(">Q", beacon["round"])).digest()
    signed = verify_bls(bytes.fromhex(chain["public_key"]), message, bytes.fromhex(beacon["signature"]))
    need(signed, "beacon.json: tanda tangan palsu", "the signature is not the chain's")


CHECKS: tuple[tuple[Callable[[Bundle], None], str], ...] = (
    (check_sums, "Isi semua berkas utuh / All files are intact"),
    (check_commitment, "Komitmen cocok dengan hash-nya / The commitment matches its hash"),
    (check_promises, "Syarat dan program pemeriksa tidak berubah / The terms and the verifier are unchanged"),
    (check_entries, "Daftar peserta tidak berubah / The list of entries is unchanged"),
    (check_exclusions, "Daftar yang dikecualikan tidak berubah / The list of exclusions is unchanged"),
    (check_round, "Putaran acak adalah yang dijanjikan / The beacon round is the committed one"),
    (check_result, "Pemenang dan cadangan dihitung ulang / Winners and reserves recomputed"),
    (check_steps, "Pengganti menurut urutan cadangan / Step-downs follow the reserves"),
)


def passes(bundle: Bundle, check: Callable[[Bundle], None], label: str) -> bool:
    try:
        check(bundle)
    except (Mismatch, *MALFORMED) as fault:
        reason = fault if isinstance(fault, Mismatch) else f"bentuk berkas salah / malformed: {show(str(fault))}"
        print(f"[GAGAL/FAIL] {label}\n             {reason}")
        return False
    print(f"[OK] {label}")
    return True


def verify(path: Path, published: str | None = None) -> Bundle | None:
    """Print every check. The bundle when all hold, else None."""
    try:
        bundle = Bundle(read_bundle(path), published)
    except (Mismatch, OSError) as fault:
        print(f"[GAGAL/FAIL] {fault}")
        return None
    results = [passes(bundle, check, label) for check, label in CHECKS]
    signed = "Angka acak ditandatangani rantainya / The beacon round is signed by its chain"
    return bundle if all(results) and passes(bundle, check_signature, signed) else None


def summary(bundle: Bundle, entry: str | None) -> None:
    result = bundle.json("result.json")
    print(f"Entri / entries: {len(result['order'])}, pemenang / winners: {len(result['standing'])}")
    print(f"Hash komitmen / commitment hash: {bundle.commitment_hash}")
    if bundle.published is None:
        print("[!] Bandingkan dengan hash yang terbit SEBELUM undian / Compare it with the hash published BEFORE")
    if sha(Path(__file__).read_bytes()) != bundle.commitment["code"]["verify.py"]:
        print("[!] verify.py ini bukan salinan yang dijanjikan / this verify.py is not the committed copy")
    if bundle.json("commitment.json")["signature"] is not None:
        print("[!] Tanda tangan penyelenggara tidak diperiksa di sini / The organiser's signature is not checked here")
    if entry in result["order"]:
        outcome = "menang / wins" if entry in result["standing"] else "tidak menang / does not win"
        print(f"{entry}: urutan / place {result['order'].index(entry) + 1}, {outcome}")
    elif entry is not None:
        print(f"{show(entry)}: tidak ada dalam undian / not in this draw")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Periksa undian Rembuk / Check a Rembuk draw")
    parser.add_argument("bundle", type=Path, help="berkas zip atau foldernya / the zip or its folder")
    parser.add_argument("--commitment", metavar="HASH", help="hash yang terbit sebelum undian / as published before")
    parser.add_argument("--entry", metavar="ID", help="tunjukkan posisi satu entri / show where one entry stands")
    options = parser.parse_args(arguments)
    bundle = verify(options.bundle, options.commitment)
    if bundle is not None:
        summary(bundle, options.entry)
    print("TIDAK SAH / DOES NOT HOLD" if bundle is None else "SAH / ALL HOLDS")
    return int(bundle is None)


if __name__ == "__main__":
    sys.exit(main())
