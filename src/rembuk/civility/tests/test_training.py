from __future__ import annotations

import re
from pathlib import Path

import pytest

from rembuk.civility import judge
from rembuk.civility.lexicon import builtin
from rembuk.civility.models import Models, files, shipped_model
from rembuk.civility.models.features import MOST_LETTERS
from rembuk.civility.reading import read_text
from rembuk.civility.tests import learned
from rembuk.civility.training import Row, TrainingError, choose_threshold, train_abuse, train_gambling, train_seed
from rembuk.civility.training.abuse import LEAST_STANDING
from rembuk.civility.training.gambling import folds_of
from rembuk.civility.training.groups import grouped
from rembuk.civility.training.seed import LEAST_TEXTS

SECRET = "kwxzyq"


def test_the_same_rows_make_the_same_model() -> None:
    again = train_abuse(learned.decisions(), seed_model=None)
    assert files.packed_body(again.model) == files.packed_body(learned.abuse().model)
    assert again.held_back == learned.abuse().held_back


def test_another_split_is_another_model() -> None:
    other = train_abuse(learned.decisions(), seed_model=None, rng_seed=8)
    assert [held.number for held in other.held_back] != [held.number for held in learned.abuse().held_back]


def test_it_learns_what_the_newsroom_turned_away() -> None:
    trained = learned.abuse()
    assert trained.figures["held_back"]["average_precision"] > 0.9
    assert trained.figures["held_back"]["rows"] == len(trained.held_back) == 44
    models = Models(abuse=trained.model)
    assert judge("mulut sampah pasar diam saja", models=models).action == "hold"
    assert judge("harga beras di pasar naik lagi", models=models).action == "publish"


def test_below_four_hundred_decisions_nothing_holds() -> None:
    few = train_abuse(learned.decisions(360), seed_model=None).model
    assert few.thresholds.hold is None
    assert few.stretched(1.0) < 0.75
    assert learned.abuse().model.thresholds.hold is not None


def test_the_seed_carries_over() -> None:
    seed = shipped_model("abuse")
    trained = train_abuse(learned.decisions(120), seed_model=seed)
    assert set(seed.names) <= set(trained.model.names)
    assert trained.model.card["seed"] == seed.digest
    assert "seed_on_held_back" in trained.figures
    rude, plain = (read_text(text, builtin()) for text in ("dasar geblok", "terima kasih"))
    model = trained.model
    assert model.logit(model.read(rude)) > model.logit(model.read(plain)) + 1


def test_the_rows_that_are_held_back_can_be_named() -> None:
    rows = learned.decisions(200)
    rows.append(rows[0])
    trained = train_abuse(rows, seed_model=None, held_back={0, 1, 2, 3, 5, 8})
    assert [held.number for held in trained.held_back] == [0, 1, 2, 3, 5, 8, 200]
    again = train_abuse(rows, seed_model=None, held_back=[200, 8, 5, 3, 2, 1])
    assert files.packed_body(again.model) == files.packed_body(trained.model)


def test_what_only_one_writer_says_is_not_learned() -> None:
    said = [Row(f"{SECRET} tinggal di sana {number}", number % 2 == 0) for number in range(8)]
    rows = [*learned.decisions(), *said]
    writers = [f"writer {number}" for number in range(440)] + ["one"] * 4 + ["other"] * 4
    assert SECRET not in files.packed_body(train_abuse(rows, seed_model=None, writers=writers).model).decode()
    assert SECRET in files.packed_body(train_abuse(rows, seed_model=None).model).decode()


def test_thresholds_heed_what_stands_without_a_decision() -> None:
    rude = [row.text for row in learned.decisions(1200, seed=9) if row.label]
    assert len(rude) >= LEAST_STANDING
    plain = learned.abuse().model.thresholds
    heeding = train_abuse(learned.decisions(), seed_model=None, standing=rude).model.thresholds
    few = train_abuse(learned.decisions(), seed_model=None, standing=rude[:50]).model.thresholds
    assert few == plain
    assert heeding.nudge is not None
    assert plain.nudge is not None
    assert heeding.nudge > plain.nudge


def test_one_text_again_and_again_is_no_training() -> None:
    rows = [Row("dasar pembual", True)] * 40 + [Row(f"terima kasih {number}", False) for number in range(60)]
    with pytest.raises(TrainingError, match="different texts"):
        train_abuse(rows, seed_model=None)


def test_a_text_and_its_twin_are_on_one_side() -> None:
    rows = [row for row in learned.decisions(200) for _ in range(2)]
    trained = train_abuse(rows, seed_model=None)
    held = {rows[item.number].text for item in trained.held_back}
    numbers = {item.number for item in trained.held_back}
    assert held
    assert all(number in numbers for number, row in enumerate(rows) if row.text in held)


def test_what_stands_in_few_rows_is_not_in_the_weights() -> None:
    rows = [*learned.decisions(), Row(f"rahasia {SECRET} tinggal di gang buntu", True), Row(f"{SECRET} lagi", False)]
    for trained in (train_abuse(rows, seed_model=None), train_gambling([*learned.advertising(), *rows[-2:]])):
        content = files.packed_body(trained.model).decode()
        assert SECRET not in content
        assert SECRET[:4] not in content


@pytest.mark.parametrize("kind", ["abuse", "gambling"])
def test_the_shipped_weights_hold_pieces_and_no_rows(kind: str) -> None:
    model = shipped_model("abuse" if kind == "abuse" else "gambling")
    assert int(model.card["least_groups"]) >= 5
    for name in (*model.names, *(model.known or ())):
        words = name.strip("= ").split()
        assert len(words) <= 2
        assert len(name) <= 2 * MOST_LETTERS + 2
    # a number is never kept: every digit of a name became a 0
    assert not any(re.search(r"[a-z]{3,}0*[1-9]", name) for name in model.names)


def test_no_invented_row_stands_in_its_weights() -> None:
    for trained, rows in ((learned.abuse(), learned.decisions()), (learned.gambling(), learned.advertising())):
        content = files.packed_body(trained.model).decode()
        assert not any(row.text in content for row in rows)


@pytest.mark.parametrize("rows", [[], [Row("a", True)] * 50, [Row("a", False)] * 500])
def test_too_few_rows_are_refused(rows: list[Row]) -> None:
    with pytest.raises(TrainingError, match="rows"):
        train_abuse(rows, seed_model=None)
    with pytest.raises(TrainingError, match="rows"):
        train_gambling(rows)


def test_rows_that_have_nothing_in_common_are_refused() -> None:
    rows = [Row(chr(0x4E00 + number), number % 2 == 0) for number in range(60)]
    with pytest.raises(TrainingError, match="more of them"):
        train_abuse(rows, seed_model=None)


def test_a_seed_needs_many_comments() -> None:
    with pytest.raises(TrainingError, match="unlabelled"):
        train_seed(["halo"] * (LEAST_TEXTS + 1))


def test_a_seed_learns_from_the_lists_and_never_holds() -> None:
    texts = [f"{row.text} {number % 40}" for number, row in enumerate(learned.decisions(LEAST_TEXTS + 200))]
    trained = train_seed(sorted(set(texts)) + [f"goblok sekali nomor {number}" for number in range(150)])
    model = trained.model
    assert model.thresholds.hold is None
    assert trained.figures["listed_rows"] >= 150
    assert model.score(read_text("gobloknyaa sekali", builtin())) > model.score(read_text("jalan rusak", builtin()))


def test_advertising_is_found_under_a_brand_that_was_not_there() -> None:
    trained = learned.gambling()
    assert trained.figures["together"]["recall_at_1"] > 0.9
    assert trained.model.score(read_text("cuan terus bareng seroja77", builtin())) >= 0.5
    assert trained.model.score(read_text("jalan di desa rusak sudah lama", builtin())) < 0.5


def test_a_brand_is_one_group_however_it_is_written() -> None:
    texts = [
        "main di mawar88",
        "MAWAR 88 gacor mawar88",
        "cuan di \U0001d40c\U0001d400\U0001d416\U0001d400\U0001d41188",
    ]
    texts += ["main di melati77", "melati77 memang gacor", "obrolan biasa"]
    groups = grouped([read_text(text, builtin()) for text in texts], [True] * 5 + [False])
    assert groups[0] == groups[1] == groups[2]
    assert groups[3] == groups[4] != groups[0]
    assert groups[5] == "#5"


def test_a_group_is_never_in_two_folds() -> None:
    groups = [f"brand{number % 7}" for number in range(100)] + [f"#{number}" for number in range(50)]
    folds = folds_of(groups, 5, 7)
    assert set(folds) == set(range(5))
    assert len({(group, fold) for group, fold in zip(groups, folds, strict=True)}) == len(set(groups))


def test_a_threshold_lets_no_more_through_than_it_may() -> None:
    scores = [number / 1000 for number in range(1000)]
    threshold = choose_threshold(scores, 0.01)
    assert sum(score >= threshold for score in scores) == 10
    assert sum(score >= choose_threshold(scores, 0.0) for score in scores) == 0
    assert choose_threshold([0.2], 1.0) == 0.2
    assert sum(score >= choose_threshold([0.5] * 10, 0.1) for score in [0.5] * 10) == 0
    with pytest.raises(ValueError, match="approved"):
        choose_threshold([], 0.01)


def test_ordinary_comments_stand() -> None:
    source = Path(__file__).with_name("ordinary_comments.txt").read_text(encoding="utf-8")
    lines = source.splitlines()[1:]
    held = [line for line in lines if judge(line).scores["gambling"] >= 0.5]
    assert len(lines) > 190
    assert len(held) <= 0.01 * len(lines) + 1, held
    ours = (Path(__file__).parent.parent / "training" / "ordinary.txt").read_text(encoding="utf-8").splitlines()
    assert not set(lines) & set(ours)
