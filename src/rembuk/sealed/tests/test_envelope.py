from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.sealed.envelope import (
    PersonKey,
    SealedError,
    WrappedKey,
    aad_for,
    new_person_key,
    open_,
    rewrap,
    seal,
    unwrap,
    wrap,
)
from rembuk.sealed.keyring import Key, KeyKind, KeyRing, KeyRingError

OLD = [Key(kind, 1, bytes([number]) * 32) for number, kind in enumerate(KeyKind)]
RING = KeyRing(OLD)
ROTATED = KeyRing([*OLD, Key(KeyKind.MASTER, 2, b"n" * 32)])
PHONE = aad_for(7, "phone")


@given(st.binary(max_size=200))
def test_a_seal_opens_with_its_key_in_its_place(plaintext: bytes) -> None:
    key = new_person_key()
    sealed = seal(key, plaintext, PHONE)
    assert open_(key, sealed, PHONE) == plaintext
    assert len(sealed) == len(plaintext) + 29


@given(position=st.integers(0, 41), flip=st.integers(1, 255))
def test_one_altered_byte_closes_it(position: int, flip: int) -> None:
    key = new_person_key()
    sealed = bytearray(seal(key, b"+628123456789", PHONE))
    sealed[position] ^= flip
    with pytest.raises(SealedError):
        open_(key, bytes(sealed), PHONE)


@given(st.binary(max_size=60))
def test_rubbish_never_opens(rubbish: bytes) -> None:
    with pytest.raises(SealedError):
        open_(PersonKey(bytes(32)), rubbish, PHONE)


def test_a_seal_cannot_be_moved_to_another_person_field_or_key() -> None:
    key = new_person_key()
    sealed = seal(key, b"secret", PHONE)
    for wrong_key, aad in [(key, aad_for(8, "phone")), (key, aad_for(7, "email")), (new_person_key(), PHONE)]:
        with pytest.raises(SealedError) as caught:
            open_(wrong_key, sealed, aad)
        assert str(caught.value) == "This sealed value does not open."
        assert caught.value.__suppress_context__


def test_equal_texts_seal_differently() -> None:
    key = new_person_key()
    assert seal(key, b"same", PHONE) != seal(key, b"same", PHONE)


def test_the_place_is_written_as_the_design_says() -> None:
    number = UUID("00000000-0000-0000-0000-00000000002a")
    assert aad_for(number, "phone") == b"profile:00000000-0000-0000-0000-00000000002a:phone"


@pytest.mark.parametrize(("person", "field"), [("1:2", "phone"), ("1", "a:b"), ("", "phone"), ("1", "")])
def test_an_ambiguous_place_is_refused(person: str, field: str) -> None:
    with pytest.raises(ValueError, match="no colon"):
        aad_for(person, field)


def test_a_wrapped_key_comes_back() -> None:
    key = new_person_key()
    wrapped = wrap(RING, key)
    assert (wrapped.master_version, len(wrapped.blob)) == (1, 40)
    assert unwrap(RING, wrapped) == key


def test_rotation_keeps_the_person_key_and_every_seal() -> None:
    key = new_person_key()
    sealed = seal(key, b"still here", PHONE)
    fresh = rewrap(ROTATED, wrap(RING, key))
    assert fresh.master_version == 2
    assert open_(unwrap(ROTATED, fresh), sealed, PHONE) == b"still here"
    assert rewrap(ROTATED, fresh) is fresh
    with pytest.raises(KeyRingError, match="master-2"):
        unwrap(RING, fresh)


@pytest.mark.parametrize("blob", [b"", b"short", bytes(40), bytes(41)])
def test_an_altered_wrapped_key_does_not_open(blob: bytes) -> None:
    with pytest.raises(SealedError, match="does not open"):
        unwrap(RING, WrappedKey(1, blob))


def test_a_person_key_is_not_shown() -> None:
    key = new_person_key()
    assert repr(key) == "PersonKey()"
