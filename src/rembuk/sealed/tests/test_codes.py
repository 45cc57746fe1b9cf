from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rembuk.sealed.codes import (
    ALPHABET,
    CodeError,
    CodeFault,
    code_fingerprint,
    derive_code,
    format_code,
    normalise_code,
    numeric_code,
    random_code,
)
from rembuk.sealed.keyring import Key, KeyKind

KEY = Key(KeyKind.CODE, 3, bytes(range(32)))
codes = st.integers(0, 10**6).map(lambda number: derive_code(KEY, str(number)))


def test_a_code_is_derived_again_from_the_same_id() -> None:
    assert derive_code(KEY, "voucher-1") == derive_code(KEY, "voucher-1")
    assert derive_code(KEY, "voucher-1") != derive_code(KEY, "voucher-2")
    assert derive_code(KEY, "voucher-1") != derive_code(Key(KeyKind.CODE, 4, bytes(32)), "voucher-1")


def test_a_code_stays_what_it_was_in_earlier_releases() -> None:
    """Printed vouchers outlive releases: this value may never change."""
    assert format_code(derive_code(KEY, "voucher-1")) == "9DPMG-1GDQH-9"


@given(codes)
def test_a_code_is_ten_characters_and_a_check(code: str) -> None:
    assert len(code) == 11
    assert set(code) <= set(ALPHABET)
    assert normalise_code(code) == code


@given(codes)
def test_a_code_is_read_however_it_is_typed(code: str) -> None:
    typed = format_code(code).lower().replace("0", "o").replace("1", "l").replace("-", " - ")
    assert normalise_code(f" {typed}\n") == code
    assert normalise_code(code.replace("1", "i")) == code


@given(codes, st.integers(0, 10), st.sampled_from(ALPHABET))
def test_every_wrong_character_is_noticed(code: str, place: int, wrong: str) -> None:
    assume(code[place] != wrong)
    with pytest.raises(CodeError) as caught:
        normalise_code(code[:place] + wrong + code[place + 1 :])
    assert caught.value.fault is CodeFault.CHECK


@given(codes, st.integers(0, 10), st.integers(0, 10))
def test_every_swap_is_noticed(code: str, one: int, other: int) -> None:
    assume(code[one] != code[other])
    swapped = list(code)
    swapped[one], swapped[other] = swapped[other], swapped[one]
    with pytest.raises(CodeError, match="check"):
        normalise_code("".join(swapped))


@pytest.mark.parametrize(
    ("typed", "fault"),
    [("", CodeFault.LENGTH), ("ABCDE", CodeFault.LENGTH), ("ABCDE-FGHJK-MN", CodeFault.LENGTH)]
    + [(f"ABCDE-FGHJK-{odd}", CodeFault.CHARACTER) for odd in "U!é"],
)
def test_the_fault_is_named_and_the_code_is_not(typed: str, fault: CodeFault) -> None:
    with pytest.raises(CodeError) as caught:
        normalise_code(typed)
    assert caught.value.fault is fault
    assert not typed or typed not in str(caught.value)


def test_random_codes_are_valid_and_differ() -> None:
    drawn = [random_code() for _ in range(50)]
    assert len(set(drawn)) == 50
    assert [normalise_code(code) for code in drawn] == drawn


def test_numeric_codes_keep_their_zeros() -> None:
    drawn = {numeric_code() for _ in range(300)}
    assert all(len(code) == 6 and code.isdecimal() for code in drawn)
    assert len(drawn) > 290
    assert {len(numeric_code(1)) for _ in range(50)} == {1}


def test_a_fingerprint_names_its_key_and_keeps_contexts_apart() -> None:
    code = derive_code(KEY, "voucher-1")
    assert code_fingerprint(KEY, code).startswith("3.")
    assert code not in code_fingerprint(KEY, code)
    assert code_fingerprint(KEY, code) == code_fingerprint(KEY, normalise_code(format_code(code).lower()))
    assert code_fingerprint(KEY, "123456", context="a") != code_fingerprint(KEY, "123456", context="b")
