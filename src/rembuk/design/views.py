from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from rembuk.design.icons import ICONS


class SampleForm(forms.Form):
    """Every kind of control, for the style guide."""

    name = forms.CharField(label="Nama lengkap", help_text="Untuk mencocokkan pemenang. Tidak pernah ditampilkan.")
    email = forms.EmailField(label="Surel", help_text="Untuk mengabari Anda bila menang.")
    city = forms.ChoiceField(
        label="Kota", required=False, choices=[("smg", "Semarang"), ("slo", "Surakarta"), ("mlg", "Malang")]
    )
    channel = forms.ChoiceField(
        label="Kabari lewat", widget=forms.RadioSelect, choices=[("mail", "Surel"), ("push", "Pemberitahuan ponsel")]
    )
    story = forms.CharField(label="Cerita Anda", widget=forms.Textarea, required=False)
    agree = forms.BooleanField(label="Saya sudah membaca Syarat & Ketentuan")


class SampleTitle:
    """What the context key `site_title` has to offer; the newsroom's own title takes its place."""

    name = "Lintas Pagi"
    tagline = "Kabar jernih sebelum berangkat"
    home_url = "/"
    sections = tuple(
        {"name": name, "url": f"/{name.lower()}/"} for name in ("Nasional", "Ekonomi", "UMKM", "Teknologi", "Olahraga")
    )


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for people who build or judge the look; `?theme=dark|light` fixes the colours."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    messages.success(request, "Komentar Anda tayang.")
    messages.warning(request, "Surel Anda belum terkonfirmasi. Buka kotak masuk Anda, lalu ketuk tautannya.")
    theme = request.GET.get("theme")
    context = {
        "site_title": SampleTitle,
        "theme": theme if theme in {"dark", "light"} else "",
        "form": SampleForm(),
        "wrong": SampleForm({"name": "", "email": "sekar@", "channel": ""}),
        "icons": ICONS,
        "page": Paginator(range(30), 10).page(2),
        "now": timezone.now(),
        "steps": [
            {"label": "Komentar dengan tagar: 1", "done": True},
            {"label": "Surel terkonfirmasi", "done": True},
            {"label": "Lengkapi data diri: kurang 1 isian", "done": False, "url": "#profil"},
        ],
    }
    return render(request, "design/styleguide.html", context)
