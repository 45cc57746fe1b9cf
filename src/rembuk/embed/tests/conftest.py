"""What the tests of embedding share: a title that one site may show, a sign-on with a key, and a frame's own client."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import urlencode

import jwt
import pytest
from django.http import HttpResponse
from django.test import Client

from rembuk.embed import actions
from rembuk.embed.models import FrameToken, Origin, SignOn, SignOnKey
from rembuk.embed.queries import digest
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

SITE = "https://www.kabar.example"
BASE = "https://bincang.example"
ISSUER = "https://www.kabar.example"


@pytest.fixture(autouse=True)
def _quiet(settings: Any) -> None:
    """Only the phases that need no other room, no pace, and an address of our own that tokens can name."""
    settings.REMBUK_PHASES = [
        "rembuk.conversation.phases_basic.length",
        "rembuk.conversation.phases_basic.thread_state",
    ]
    settings.REMBUK_COMMENT_PACE = ()
    settings.REMBUK_BASE_URL = BASE
    settings.REMBUK_LOOPBACK_SITES = False


@pytest.fixture
def site(title: TitlePage) -> str:
    """A site that may show the conversations of Lintas Pagi."""
    Origin.objects.create(title=title, pattern=SITE)
    return SITE


@pytest.fixture
def sign_on(title: TitlePage, site: str) -> SignOn:
    """Lintas Pagi takes tokens of that site."""
    return SignOn.objects.create(title=title, issuer=ISSUER)


@pytest.fixture
def shared(sign_on: SignOn, sekar: Reader) -> tuple[SignOnKey, str]:
    """An HS256 key and its secret."""
    return actions.make_secret_key(editor=sekar, sign_on=sign_on)


class Sign(Protocol):
    """Signs a token as the other site would; what is given replaces a claim, None leaves it out."""

    def __call__(
        self, *, key: Any = None, algorithm: str = "HS256", header: dict[str, Any] | None = None, **claims: Any
    ) -> str: ...


@pytest.fixture
def sign(shared: tuple[SignOnKey, str]) -> Sign:
    """Tokens for Wulan, subject 41, signed with the shared secret."""

    def make(*, key: Any = None, algorithm: str = "HS256", header: dict[str, Any] | None = None, **claims: Any) -> str:
        now = int(time.time())
        facts = {
            "iss": ISSUER,
            "aud": BASE,
            "sub": "41",
            "name": "Wulan",
            "iat": now,
            "exp": now + 300,
            "jti": uuid.uuid4().hex,
        } | claims
        said = {name: value for name, value in facts.items() if value is not None}
        headers = {"kid": shared[0].kid} | (header or {})
        headers = {name: value for name, value in headers.items() if value is not None}
        return jwt.encode(said, shared[1] if key is None else key, algorithm=algorithm, headers=headers)

    return make


@pytest.fixture
def token(title: TitlePage, site: str, bagas: Reader) -> str:
    """The secret of a frame token of Bagas."""
    code = actions.offer(reader=bagas, title=title, origin=site, challenge=digest("rahasia"))
    secret, _row = actions.exchange(title=title, code=code, verifier="rahasia")
    return secret


class Frame:
    """A frame's own requests: no cookie, a token perhaps. CSRF is checked as in a browser."""

    def __init__(self, token: str = "") -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.headers = {"authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, **headers: str) -> HttpResponse:
        """GET, with headers by name."""
        return self.client.get(path, headers=self.headers | headers)  # type: ignore[return-value]  # Django's own class

    def post(self, path: str, data: dict[str, Any] | None = None, **headers: str) -> HttpResponse:
        """POST of a form, as the frame's script sends it."""
        sent = {"rembuk-piece": "1"} | self.headers | headers
        return self.client.post(path, data or {}, headers=sent)  # type: ignore[return-value]  # Django's own class

    def exchange(self, slug: str, **asked: str) -> tuple[int, dict[str, Any]]:
        """Ask for a token; the status and the answer."""
        answer = self.client.post(f"/sisip/{slug}/tukar/", json.dumps(asked), content_type="application/json")
        return answer.status_code, answer.json()


@pytest.fixture
def frame() -> Callable[..., Frame]:
    """Makes frames."""
    return Frame


def frame_address(slug: str = "lintas-pagi", **facts: str) -> str:
    """The address of the frame of a page on that site."""
    page = {"kunci": "artikel-17", "alamat": f"{SITE}/2026/artikel-17", "judul": "Harga cabai turun", "asal": SITE}
    return f"/sisip/{slug}/bingkai/?{urlencode({k: v for k, v in (page | facts).items() if v})}"


@pytest.fixture
def first(site: str) -> dict[str, str]:
    """The form of a page's first comment."""
    return {
        "kunci": "artikel-17",
        "alamat": f"{SITE}/2026/artikel-17",
        "judul": "Harga cabai turun",
        "asal": SITE,
        "body": "Di pasar dekat rumah belum turun.",
        "client_key": str(uuid.uuid4()),
    }


@pytest.fixture
def tokens() -> Callable[[], int]:
    """How many frame tokens there are."""
    return FrameToken.objects.count
