from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from rembuk.civility import judge
from rembuk.civility.lexicon import builtin
from rembuk.civility.models import NO_MODELS, Model, Models, shipped_model
from rembuk.civility.reading import read_text
from rembuk.civility.tests import learned
from rembuk.civility.training.fit import Recipe, Vocabulary, decisions, matrix

PIECES = st.sampled_from(
    [
        *("main di ", "MAWAR88 ", "cuan ", "terus", " jalan2 ", "goblok", "Rp50.000 ", "@sari17 ", "2-1 ", "\n", " "),
        *(
            "\U0001d40c\U0001d400\U0001d416",
            "m\u0336a\u0336",
            "\u24b6\u24b7",
            "\uff21",
            "\u043c\u0430",
            "a\u200bb",
            "M A W A R 8 8",
        ),
    ]
)
MESSY = st.lists(PIECES | st.text(max_size=8), max_size=14).map("".join)
KINDS = pytest.mark.parametrize("model", [*learned.models(), shipped_model("abuse"), shipped_model("gambling")])


def _training_logit(model: Model, text: str) -> float:
    """scikit-learn's way: one row of a sparse matrix times the coefficients."""
    chosen = Vocabulary(model.known, model.names)
    rows, styles = matrix(Recipe(model.kind, 1, 1.0, 1), [read_text(text, builtin())], chosen)
    return float(decisions(model, rows, styles)[0])


@KINDS
@given(text=MESSY)
def test_scoring_is_the_arithmetic_of_training(model: Model, text: str) -> None:
    scored = model.logit(model.read(read_text(text, builtin())))
    assert math.isclose(scored, _training_logit(model, text), abs_tol=1e-9)


@KINDS
@given(text=MESSY)
def test_what_the_words_add_is_the_logit(model: Model, text: str) -> None:
    document = model.read(read_text(text, builtin()))
    parts = model.contributions(document)
    assert math.isclose(model.bias + math.fsum(part.weight for part in parts), model.logit(document), abs_tol=1e-9)
    assert all(0 <= part.span[0] < part.span[1] <= len(text) for part in parts)


@KINDS
@given(text=MESSY)
def test_the_reasons_of_a_model_quote_the_text_and_add_up_to_its_score(model: Model, text: str) -> None:
    reading = read_text(text, builtin())
    score = model.score(reading)
    assert 0 <= score <= 1
    if text and score > 0.01:
        reasons = model.reasons(reading, score)
        assert all(text[slice(*reason.span)] == reason.word for reason in reasons)
        assert sum(reason.weight for reason in reasons) <= score + 0.001


@KINDS
@given(shares=st.lists(st.floats(0, 1), min_size=2, max_size=9))
def test_stretching_keeps_the_order(model: Model, shares: list[float]) -> None:
    stretched = [model.stretched(share) for share in sorted(shares)]
    assert stretched == sorted(stretched)


@KINDS
def test_the_probability_of_scikit_learn_is_the_same(model: Model) -> None:
    texts = [row.text for row in (*learned.advertising(60), *learned.decisions(60))]
    chosen = Vocabulary(model.known, model.names)
    readings = [read_text(text, builtin()) for text in texts]
    rows, styles = matrix(Recipe(model.kind, 1, 1.0, 1), readings, chosen)
    estimator = LogisticRegression()
    slope, shift = model.scale
    weights = [*model.weights, *model.styles]
    estimator.classes_ = np.array([0, 1])
    estimator.coef_ = slope * np.array([weights])
    estimator.intercept_ = np.array([slope * model.bias + shift])
    whole = sparse.hstack([rows, sparse.csr_matrix(styles)]).tocsr() if model.styles else rows
    expected = estimator.predict_proba(whole)[:, 1]
    found = [model.probability(model.read(reading)) for reading in readings]
    assert np.allclose(found, expected, atol=1e-9, rtol=0)


def test_a_brand_is_a_shape() -> None:
    model = shipped_model("gambling")
    texts = [f"baru coba main di {brand} langsung menang besar" for brand in ("seruni88", "kamboja88", "tanjung88")]
    logits = {model.logit(model.read(read_text(text, builtin()))) for text in texts}
    assert len(logits) == 1


def test_an_empty_text_scores_nothing() -> None:
    for model in learned.models():
        assert model.score(read_text("", builtin())) == 0.0
        assert model.score(read_text(" \n", builtin())) == 0.0


def test_the_same_text_always_has_the_same_verdict() -> None:
    text = (
        "Baru nyoba di \U0001d412\U0001d404\U0001d411\U0001d414\U0001d40d\U0001d408 88 langsung cuan besar, jangan iri"
    )
    assert len({str(judge(text)) for _ in range(5)}) == 1


def test_models_speak_only_where_they_decide() -> None:
    text = "Main di MAWAR88 auto maxwin"
    assert judge(text, models=NO_MODELS).reasons == judge(text).reasons
    model = learned.abuse().model
    verdict = judge("otakmu di mana desa", models=Models(abuse=model))
    assert verdict.action == "hold"
    assert {(reason.kind, reason.rule) for reason in verdict.reasons} == {("tone", "abuse/model")}
