from __future__ import annotations

from dataclasses import replace

import pytest

from rembuk.fairdraw import (
    MIN_LEAD,
    QUICKNET,
    BeaconError,
    CommitmentError,
    Entrant,
    Rules,
    StepDown,
    check_inclusion,
    draw,
    freeze,
    inclusion_proof,
    person_commitment,
    reopen,
    step_down,
    time_of_round,
)
from rembuk.fairdraw.tests.samples import FREEZE_AT, ROUND, RULES, entrant, excluded, frozen, salt

DUE = time_of_round(QUICKNET, ROUND.number)


def test_the_hash_binds_every_decision() -> None:
    base = frozen()
    others = [
        frozen(replace(RULES, terms=RULES.terms + " ")),
        frozen(replace(RULES, winners=10)),
        frozen(replace(RULES, reserves=7)),
        frozen(replace(RULES, hashtag="#Lain")),
        frozen(entries=31),
    ]
    assert len({base.hash, *(other.hash for other in others)}) == 6
    assert frozen().hash == base.hash


def test_the_order_in_which_entrants_come_does_not_matter() -> None:
    people = [entrant(number) for number in range(5)]
    hashes = {
        freeze(rules=RULES, entrants=order, chain=QUICKNET, round_number=ROUND.number, now=FREEZE_AT).hash
        for order in (people, people[::-1])
    }
    assert len(hashes) == 1


def test_ten_minutes_lie_between_freeze_and_round() -> None:
    people = [entrant(1)]
    freeze(rules=RULES, entrants=people, chain=QUICKNET, round_number=ROUND.number, now=DUE - MIN_LEAD)
    with pytest.raises(CommitmentError, match="10 minutes"):
        freeze(rules=RULES, entrants=people, chain=QUICKNET, round_number=ROUND.number, now=DUE - MIN_LEAD + 1)


@pytest.mark.parametrize(
    "people",
    [
        [],
        [excluded(1)],
        [entrant(1), entrant(1)],
        [entrant(1), excluded(1)],
        [entrant(1), replace(entrant(2), commitment=entrant(1).commitment)],
        [replace(entrant(1), commitment="ABC")],
        [replace(entrant(1), entry_id="../x")],
        [replace(entrant(1), weight=0)],
        [replace(entrant(1), weight=1001)],
        [replace(entrant(1), weight=True)],
        [replace(entrant(1), reason="why")],
        [entrant(1), replace(excluded(2), reason="")],
        [entrant(1), replace(excluded(2), reason="Budi's second account")],
        [entrant(number, weight=1000) for number in range(1001)],
    ],
)
def test_a_faulty_list_is_refused(people: list[Entrant]) -> None:
    with pytest.raises(CommitmentError):
        freeze(rules=RULES, entrants=people, chain=QUICKNET, round_number=ROUND.number, now=FREEZE_AT)


@pytest.mark.parametrize(
    "rules",
    [replace(RULES, draw="a/b"), replace(RULES, winners=0), replace(RULES, reserves=-1), replace(RULES, terms="")],
)
def test_faulty_rules_are_refused(rules: Rules) -> None:
    with pytest.raises(CommitmentError):
        frozen(rules)


def test_only_a_chain_that_the_verifier_knows_is_accepted() -> None:
    own = replace(QUICKNET, hash="0" * 64)
    with pytest.raises(CommitmentError, match="does not know this beacon chain"):
        freeze(rules=RULES, entrants=[entrant(1)], chain=own, round_number=ROUND.number, now=FREEZE_AT)


def test_a_person_is_hidden_behind_a_salt_of_their_own() -> None:
    assert person_commitment(salt(1), "reader 1") != person_commitment(salt(2), "reader 1")
    with pytest.raises(CommitmentError, match="32 bytes"):
        person_commitment(b"short", "reader 1")


def test_stored_parts_open_again_unless_one_was_changed() -> None:
    base, people = frozen(), [*(entrant(number) for number in range(30)), excluded(9000), excluded(9001, "same-person")]
    assert reopen(base.document, people, RULES.terms) == base
    with pytest.raises(CommitmentError, match="entries"):
        reopen(base.document, people[1:], RULES.terms)
    with pytest.raises(CommitmentError, match="exclusions"):
        reopen(base.document, people[:-1], RULES.terms)
    with pytest.raises(CommitmentError, match="terms"):
        reopen(base.document, people, "Other terms.")
    with pytest.raises(CommitmentError, match="not a commitment"):
        reopen({}, people, RULES.terms)


def test_winners_and_reserves_are_one_order() -> None:
    result = draw(frozen(), ROUND)
    assert result.winners + result.reserves == result.order[:15]
    assert sorted(result.order) == [f"c{number:04}" for number in range(30)]


def test_with_few_entrants_all_win_and_no_reserve_remains() -> None:
    result = draw(frozen(entries=4), ROUND)
    assert (len(result.winners), result.reserves) == (4, ())


def test_another_round_cannot_replace_the_committed_one() -> None:
    with pytest.raises(BeaconError, match="cannot replace"):
        draw(frozen(), replace(ROUND, number=ROUND.number + 1))
    with pytest.raises(BeaconError):
        draw(frozen(), replace(ROUND, signature=bytes(48)))


def test_every_entrant_can_prove_to_be_in_the_draw() -> None:
    base = frozen()
    root = base.document["entries"]["root"]
    for number in range(30):
        proof = inclusion_proof(base, f"c{number:04}")
        assert proof["commitment"] == person_commitment(salt(number), f"reader {number}")
        assert check_inclusion(proof, root)
        assert not check_inclusion({**proof, "weight": 2}, root)
    with pytest.raises(CommitmentError, match="does not take part"):
        inclusion_proof(base, "c9000")


def test_a_reserve_moves_up_when_a_winner_steps_down() -> None:
    result = draw(frozen(), ROUND)
    first, second = result.reserves[:2]
    steps = [
        StepDown(DUE + 10, first, "withdrew"),
        StepDown(DUE + 20, result.winners[4], "unreachable"),
        StepDown(DUE + 30, second, "not-eligible"),
    ]
    standing, log = step_down(result, steps)
    third = result.reserves[2]
    assert [step["next"] for step in log] == [None, second, third]
    assert standing == [*result.winners[:4], third, *result.winners[5:]]


def test_after_the_last_reserve_a_place_stays_empty() -> None:
    result = draw(frozen(replace(RULES, reserves=0)), ROUND)
    standing, log = step_down(result, [StepDown(DUE, result.winners[0], "withdrew")])
    assert standing == list(result.winners[1:])
    assert log[0]["next"] is None


def test_a_step_down_needs_a_holder_and_a_rising_time() -> None:
    result = draw(frozen(), ROUND)
    with pytest.raises(CommitmentError, match="neither wins nor waits"):
        step_down(result, [StepDown(DUE, result.order[-1], "withdrew")])
    backwards = [StepDown(DUE + 1, result.winners[0], "withdrew"), StepDown(DUE, result.winners[1], "withdrew")]
    with pytest.raises(CommitmentError, match="order in which"):
        step_down(result, backwards)
    with pytest.raises(CommitmentError, match="reason code"):
        step_down(result, [StepDown(DUE, result.winners[0], "Did not answer")])
