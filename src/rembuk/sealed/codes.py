"""Codes that people read aloud and type: vouchers and step-up.

A code is ten characters of Crockford's base32 (50 bits; no I, L, O or U) and a check character of the same alphabet,
shown as `ABCDE-FGHJK-M`. The check is linear over GF(32) with weights 2, 4, 8, ... : it notices every single wrong
character and every two characters that changed places.
"""

from __future__ import annotations

import secrets
from enum import StrEnum

from .keyring import Key

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_DATA_LENGTH = 10
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
_FIELD_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1, primitive over GF(2)


class CodeFault(StrEnum):
    """What is wrong with a typed code, for the caller to put into the reader's own language."""

    LENGTH = "length"
    CHARACTER = "character"
    CHECK = "check"


class CodeError(ValueError):
    """A typed code cannot be right. Holds the fault, not the code."""

    def __init__(self, fault: CodeFault) -> None:
        super().__init__(f"The code is not valid: {fault}.")
        self.fault = fault


def derive_code(key: Key, voucher_id: str) -> str:
    """The 11-character code of a voucher: always the same, so it need not be stored.

    50 bits: among a million vouchers two collide once in about two thousand such issues. Keep the fingerprint
    unique and derive again from another id (`<voucher id>/2`) when it is taken.
    """
    return _with_check(int.from_bytes(key.mac("code:derive", voucher_id.encode())))


def random_code() -> str:
    """An 11-character code from the system's random source."""
    return _with_check(secrets.randbits(5 * _DATA_LENGTH))


def numeric_code(digits: int = 6) -> str:
    """Random digits, zeros in front kept. Short: the caller must limit the tries and the time."""
    return f"{secrets.randbelow(10**digits):0{digits}}"


def format_code(code: str) -> str:
    """`ABCDEFGHJKM` as `ABCDE-FGHJK-M`."""
    return f"{code[:5]}-{code[5:10]}-{code[10:]}"


def normalise_code(typed: str) -> str:
    """The 11 characters meant by what a person typed, or CodeError."""
    code = "".join(typed.split()).upper().translate(_READ_AS)
    if len(code) != _DATA_LENGTH + 1:
        raise CodeError(CodeFault.LENGTH)
    if not _VALUE.keys() >= set(code):
        raise CodeError(CodeFault.CHARACTER)
    if _check(code[:_DATA_LENGTH]) != code[_DATA_LENGTH]:
        raise CodeError(CodeFault.CHECK)
    return code


def code_fingerprint(key: Key, code: str, *, context: str = "") -> str:
    """`<key version>.<64 hex digits>`, to look a code up without storing it.

    `context` (a session or case id) ties short codes to one use, so that equal digits leave unequal fingerprints.
    """
    return f"{key.version}.{key.mac(f'code:fingerprint:{context}', code.encode()).hex()}"


def _with_check(bits: int) -> str:
    data = "".join(ALPHABET[bits >> shift & 31] for shift in range(5 * (_DATA_LENGTH - 1), -1, -5))
    return data + _check(data)


def _check(data: str) -> str:
    state = 0
    for character in data:
        state = (state ^ _VALUE[character]) << 1
        if state >= len(ALPHABET):
            state ^= _FIELD_POLYNOMIAL
    return ALPHABET[state]
