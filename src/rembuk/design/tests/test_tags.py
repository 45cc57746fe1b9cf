from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import Context, Template
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from rembuk.design.icons import ICONS
from rembuk.design.templatetags.design import ago, icon, rupiah, tanggal

MORNING = datetime(2026, 11, 24, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("amount", "written"),
    [(0, "Rp0"), (950, "Rp950"), (100_000, "Rp100.000"), (1_234_567, "Rp1.234.567"), (-5000, "-Rp5.000"), (None, "")],
)
def test_rupiah_as_indonesians_write_it(amount: int | None, written: str) -> None:
    assert rupiah(amount) == written


@given(st.integers(min_value=0))
def test_rupiah_loses_no_digit(amount: int) -> None:
    assert int(rupiah(amount).removeprefix("Rp").replace(".", "")) == amount


@pytest.mark.parametrize(
    ("language", "zone", "written"),
    [
        ("id", "Asia/Jakarta", "Selasa, 24 November 2026, 07.10 WIB"),
        ("id", "Asia/Makassar", "Selasa, 24 November 2026, 08.10 WITA"),
        ("id", "Asia/Jayapura", "Selasa, 24 November 2026, 09.10 WIT"),
        ("en", "Asia/Jakarta", "Tuesday, 24 November 2026, 07:10 WIB"),
        ("en", "UTC", "Tuesday, 24 November 2026, 00:10 UTC"),
    ],
)
def test_tanggal_names_day_and_zone(language: str, zone: str, written: str) -> None:
    with translation.override(language), timezone.override(ZoneInfo(zone)):
        assert tanggal(MORNING) == written


@pytest.mark.parametrize(
    ("passed", "indonesian", "english"),
    [
        (timedelta(seconds=59), "baru saja", "just now"),
        (timedelta(minutes=1), "1 menit lalu", "1 minute ago"),
        (timedelta(minutes=59, seconds=59), "59 menit lalu", "59 minutes ago"),
        (timedelta(hours=2), "2 jam lalu", "2 hours ago"),
        (timedelta(days=1), "1 hari lalu", "1 day ago"),
        (timedelta(days=6, hours=23), "6 hari lalu", "6 days ago"),
        (timedelta(days=7), "17 November 2026", "17 November 2026"),
        (timedelta(seconds=-1), "24 November 2026", "24 November 2026"),
    ],
)
def test_ago(monkeypatch: pytest.MonkeyPatch, passed: timedelta, indonesian: str, english: str) -> None:
    monkeypatch.setattr(timezone, "now", lambda: MORNING)
    with timezone.override(ZoneInfo("Asia/Jakarta")):
        for language, words in (("id", indonesian), ("en", english)):
            with translation.override(language):
                assert ago(MORNING - passed) == words


def test_nothing_is_said_about_a_time_that_is_not_known() -> None:
    assert ago(None) == tanggal(None) == ""


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_is_decoration_unless_it_is_named(name: str) -> None:
    assert 'aria-hidden="true"' in icon(name)
    assert 'role="img" aria-label="Ditolak &amp; habis"' in icon(name, "Ditolak & habis")


def test_an_unknown_icon_fails_loudly() -> None:
    with pytest.raises(KeyError):
        icon("unicorn")


class Profile(forms.Form):
    name = forms.CharField(label="Nama", help_text="Untuk mencocokkan pemenang.")
    city = forms.ChoiceField(label="Kota", required=False, widget=forms.RadioSelect, choices=[("s", "Semarang")])
    agree = forms.BooleanField(label="Setuju")


def cast(form: forms.Form, name: str) -> str:
    return Template("{% load design %}{% cast_field field %}").render(Context({"field": form[name]}))


def test_a_field_is_tied_to_its_purpose_and_its_error() -> None:
    html = cast(Profile({}), "name")
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_group_of_choices_has_a_legend_and_says_when_it_may_stay_empty() -> None:
    with translation.override("id"):
        html = cast(Profile(), "city")
    assert "<legend>Kota" in html
    assert "(boleh kosong)" in html


def test_a_tick_box_stands_inside_its_label() -> None:
    html = cast(Profile(), "agree")
    assert html.index("<label") < html.index("<input") < html.index("Setuju") < html.index("</label>")
