from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

import pytest

from rembuk.civility import LexiconError, judge, load_lexicon
from rembuk.civility.lexicon import CATEGORIES, builtin, loader
from rembuk.civility.lexicon.phrases import Phrases
from rembuk.civility.models import NO_MODELS


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
        ("allow.txt", "near any bau : kata\n", r"allow\.txt:1: after 'any' stands one of"),
        ("insult.txt", "nudge a =kata\n", r"insult\.txt:1: 'a =kata' is not made of"),
        ("insult.txt", "remove Kata\n", r"insult\.txt:1: 'Kata' is not made of"),
        ("insult.txt", "nudge " + " ".join(["a|b"] * 12) + "\n", r"insult\.txt:1: this line makes more than"),
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


@pytest.mark.parametrize("name", [*CATEGORIES, "allow"])
@pytest.mark.parametrize("is_there", [True, False])
def test_without_one_of_our_own_lists_nothing_is_judged(name: str, is_there: bool, tmp_path: Path) -> None:
    ours = shutil.copytree(Path(loader.__file__).parent, tmp_path / "lists")
    assert loader._assembled([ours]).words.keys() == builtin().words.keys()
    (ours / f"{name}.txt").unlink()
    if is_there:
        (ours / f"{name}.txt").write_text("# nothing\n")
    with pytest.raises(LexiconError, match=f"{name}.txt: this word list is missing or empty"):
        loader._assembled([ours])


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="no such folder"):
        load_lexicon(tmp_path / "nowhere")


def test_a_newsroom_adds_replaces_and_allows(tmp_path: Path) -> None:
    (tmp_path / "insult.txt").write_text("hold tolol\nnudge pelit, pelitt\n")
    (tmp_path / "allow.txt").write_text("phrase si goblok cerdik  # a local film\n")
    lexicon = load_lexicon(tmp_path)
    assert judge("aturan tolol", lexicon=lexicon).action == "hold"
    assert judge("aturan pelit", lexicon=lexicon).action == "nudge"
    assert judge("film Si Goblok Cerdik tayang", lexicon=lexicon, models=NO_MODELS).action == "publish"
    assert judge("aturan tolol").action == "nudge"


def test_a_first_spelling_speaks_for_the_others(tmp_path: Path) -> None:
    (tmp_path / "insult.txt").write_text("hold goblok\nremove dungu\nremove tlol\n")
    (tmp_path / "sexual.txt").write_text("nudge kampret\n")
    lexicon = load_lexicon(tmp_path)
    assert judge("aturan goblog", lexicon=lexicon, models=NO_MODELS).action == "hold"
    assert judge("aturan dunguk", lexicon=lexicon, models=NO_MODELS).action == "publish"
    assert judge("aturan tlol", lexicon=lexicon, models=NO_MODELS).action == "publish"
    assert judge("aturan tolol", lexicon=lexicon, models=NO_MODELS).action == "nudge"
    assert [reason.rule for reason in judge("kmpret", lexicon=lexicon, models=NO_MODELS).reasons] == ["sexual/kampret"]


def test_phrases_and_excuses_can_be_taken_away(tmp_path: Path) -> None:
    (tmp_path / "threat.txt").write_text("remove gue bunuh\n")
    (tmp_path / "allow.txt").write_text("remove babi guling\nnear any sara : mahkamah\n")
    lexicon = load_lexicon(tmp_path)
    assert judge("gua bunuh nyamuk itu", models=NO_MODELS).action == "hold"
    assert judge("gua bunuh nyamuk itu", lexicon=lexicon, models=NO_MODELS).action == "publish"
    assert judge("pesan babi guling", lexicon=lexicon, models=NO_MODELS).action == "nudge"
    assert judge("ganyang cina, demikian mahkamah", lexicon=lexicon, models=NO_MODELS).action == "publish"


def test_no_word_of_ours_is_in_two_lists() -> None:
    listed: dict[str, str] = {}
    for category in CATEGORIES:
        source = resources.files("rembuk.civility.lexicon").joinpath(f"{category}.txt").read_text(encoding="utf-8")
        for line in source.splitlines():
            for spelling in line.partition("#")[0].partition(" ")[2].strip().removeprefix("=").split(","):
                name = " ".join(spelling.split())
                assert not name or listed.setdefault(name, category) == category, name


def test_our_lists_hold_hundreds_of_words() -> None:
    lexicon = builtin()
    assert len(lexicon.words) > 450
    assert len(lexicon.phrases.values()) > 2_000


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
