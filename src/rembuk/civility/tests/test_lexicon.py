from __future__ import annotations

from pathlib import Path

import pytest

from rembuk.civility import LexiconError, judge, load_lexicon
from rembuk.civility.lexicon import CATEGORIES, builtin
from rembuk.civility.lexicon.phrases import Phrases


def test_every_category_has_entries() -> None:
    lexicon = builtin()
    listed = {entry.category for entry in lexicon.words.values()}
    listed |= {entry.category for entry in lexicon.phrases.values()}
    assert listed == set(CATEGORIES)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("insult.txt", "nudge kerdil\nbanned kata\n", r"insult\.txt:2: a line starts with"),
        ("insult.txt", "nudge\n", r"insult\.txt:1: '' is not made of"),
        ("insult.txt", "nudge Kata1\n", r"insult\.txt:1: 'Kata1' is not made of"),
        ("insult.txt", "nudge kata\nhold kata\n", r"insult\.txt:2: 'kata' is in this file already"),
        ("allow.txt", "# ok\nfrasa daging babi\n", r"allow\.txt:2: expected"),
        ("allow.txt", "near babi\n", r"allow\.txt:1: expected"),
        ("misc.txt", "nudge kata\n", r"misc\.txt: the file name is not a category"),
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, name: str, content: str, message: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(LexiconError, match=message):
        load_lexicon(tmp_path)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "insult.txt").write_bytes(b"nudge \xff\xfe\n")
    with pytest.raises(LexiconError, match="cannot be read"):
        load_lexicon(tmp_path)


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="no such folder"):
        load_lexicon(tmp_path / "nowhere")


def test_a_newsroom_adds_replaces_and_allows(tmp_path: Path) -> None:
    (tmp_path / "insult.txt").write_text("hold tolol\nnudge pelit, pelitt\n")
    (tmp_path / "allow.txt").write_text("phrase si goblok cerdik  # a local film\n")
    lexicon = load_lexicon(tmp_path)
    assert judge("aturan tolol", lexicon=lexicon).action == "hold"
    assert judge("aturan pelit", lexicon=lexicon).action == "nudge"
    assert judge("film Si Goblok Cerdik tayang", lexicon=lexicon).action == "publish"
    assert judge("aturan tolol").action == "nudge"


def test_choices_in_a_phrase_stand_for_every_combination(tmp_path: Path) -> None:
    (tmp_path / "insult.txt").write_text("nudge kaki|tangan panjang|usil\n")
    lexicon = load_lexicon(tmp_path)
    for text in ("kaki panjang", "kaki usil", "tangan panjang", "tangan usil", "tangan usilnya"):
        assert judge(text, lexicon=lexicon).action == "nudge"
    assert judge("kaki tangan", lexicon=lexicon).action == "publish"


def test_the_longest_phrase_wins_and_none_reaches_past_the_end() -> None:
    phrases: Phrases[int] = Phrases()
    phrases.add(("a", "b"), 2)
    phrases.add(("a", "b", "c"), 3)
    assert phrases.at(["a", "b", "cnya"], 0, ("nya",)) == [(3, 3), (2, 2)]
    assert phrases.at(["a", "b"], 0, ()) == [(2, 2)]
