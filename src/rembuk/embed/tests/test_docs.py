"""The example code that sites copy: it signs what we take."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from rembuk.embed import actions, signed
from rembuk.embed.models import SignOn, SignOnKey
from rembuk.readers.models import Reader

from .conftest import BASE, ISSUER

DOCS = Path(__file__).resolve().parents[4] / "docs" / "embed.md"


# What the plugin asks of WordPress, as WordPress answers it; the test fills in the reader.
WORDPRESS = """<?php
class WP_User { public int $ID = 0; public string $display_name = ''; }
$hooks = []; $scripts = [];
function add_action($name, $do) { global $hooks; $hooks[$name] = $do; }
function add_filter($name, $do) { global $hooks; $hooks[$name] = $do; }
function wp_json_encode($value) { return json_encode($value); }
function home_url() { return getenv('ISSUER'); }
function admin_url($path) { return home_url() . '/wp-admin/' . $path; }
function wp_get_current_user() {
    $user = new WP_User(); $user->ID = 41; $user->display_name = 'Wulan "Wul" é'; return $user;
}
function nocache_headers() {}
function wp_die() { throw new Exception('died'); }
function wp_enqueue_script($name, $address) { global $scripts; $scripts[$name] = $address; }
function wp_add_inline_script($name, $code) { global $scripts; $scripts['inline'] = $code; }
function get_the_ID() { return 17; }
function get_the_title() { return 'Harga "cabai" & bawang'; }
function get_permalink() { return home_url() . '/2026/11/harga-cabai?a=1&b=2'; }
function esc_attr($text) { return htmlspecialchars($text, ENT_QUOTES); }
function esc_html($text) { return htmlspecialchars($text, ENT_QUOTES); }
function esc_url($text) { return str_replace('&', '&#038;', $text); }
function add_query_arg($facts, $address) {
    $said = [];
    foreach ($facts as $name => $value) { $said[] = "$name=$value"; }
    return $address . '?' . implode('&', $said);
}
define('ABSPATH', '/'); define('REMBUK_HOME', getenv('BASE')); define('REMBUK_TITLE', 'lintas-pagi');
define('REMBUK_KID', getenv('KID')); define('REMBUK_SECRET', getenv('SECRET'));
require __DIR__ . '/rembuk.php';
function said($do) { ob_start(); try { $do(); } catch (Exception $end) {} return ob_get_clean(); }
$hooks['wp_enqueue_scripts']();
$page = said(function () use ($hooks) { require $hooks['comments_template'](); });
$token = said($hooks['wp_ajax_rembuk_token']);
echo json_encode(['token' => $token, 'nobody' => said($hooks['wp_ajax_nopriv_rembuk_token']),
    'scripts' => $scripts, 'page' => $page, 'count' => $hooks['comments_number']('7 Comments', 7)]);
"""


def example(language: str, holds: str) -> str:
    """The block of code in that language that has this in it."""
    blocks = re.findall(rf"```{language}\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    return str(next(block for block in blocks if holds in block))


def test_python(sign_on: SignOn, shared: tuple[SignOnKey, str]) -> None:
    key, secret = shared
    room: dict[str, Any] = {}
    exec(example("python", "def rembuk_token"), room)  # noqa: S102  # our own documentation
    token = room["rembuk_token"]("41", "Wulan", key=secret, kid=key.kid, issuer=ISSUER, audience=BASE)
    assert signed.read(sign_on, token).name == "Wulan"


@pytest.mark.skipif(shutil.which("node") is None, reason="no Node on this machine")
def test_node(sign_on: SignOn, shared: tuple[SignOnKey, str], sekar: Reader, tmp_path: Path) -> None:
    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    other = actions.add_public_key(editor=sekar, sign_on=sign_on, pem=public)
    (tmp_path / "token.mjs").write_text(example("js", "rembukToken"))
    for key, secret in (shared, (other, pem)):
        facts = {"key": secret, "kid": key.kid, "issuer": ISSUER, "audience": BASE, "algorithm": str(key.algorithm)}
        asked = f"rembukToken({{ id: 41, name: 'Wulan' }}, {json.dumps(facts)})"
        ask = f"import {{ rembukToken }} from './token.mjs'; console.log({asked})"
        (tmp_path / "ask.mjs").write_text(ask)
        done = subprocess.run(["node", tmp_path / "ask.mjs"], capture_output=True, text=True, check=True, timeout=30)
        assert signed.read(sign_on, done.stdout.strip()).subject == "41"


@pytest.mark.skipif(shutil.which("php") is None, reason="no PHP on this machine")
def test_wordpress(sign_on: SignOn, shared: tuple[SignOnKey, str], tmp_path: Path) -> None:
    """The plugin as it stands there, word for word, in as much of a WordPress as it asks for."""
    key, secret = shared
    (tmp_path / "rembuk.php").write_text(example("php", "Plugin Name"))
    (tmp_path / "conversation.php").write_text(example("php", "Baca komentar"))
    (tmp_path / "wordpress.php").write_text(WORDPRESS)
    facts = {"ISSUER": ISSUER, "BASE": BASE, "KID": key.kid, "SECRET": secret, "PATH": os.environ["PATH"]}
    asked = ["php", "-d", "error_reporting=-1", "-d", "display_errors=stderr", str(tmp_path / "wordpress.php")]
    done = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=30, env=facts)
    assert not done.stderr
    said = json.loads(done.stdout)
    taken = signed.read(sign_on, said["token"])
    assert (taken.subject, taken.name) == ("41", 'Wulan "Wul" é')
    assert said["nobody"] == ""
    assert said["scripts"]["rembuk"] == f"{BASE}/static/embed/rembuk-embed.js"
    assert "admin-ajax.php?action=rembuk_token" in said["scripts"]["inline"].replace("\\/", "/")
    assert said["count"] == '<span class="rembuk-count" data-title="lintas-pagi" data-key="wp-17">7 Comments</span>'
    page = said["page"]
    assert 'data-title="lintas-pagi" data-key="wp-17"' in page
    assert 'data-heading="Harga &quot;cabai&quot; &amp; bawang"' in page
    link = re.search(r'<a href="([^"]+)"', page)
    assert link
    query = parse_qs(urlsplit(html.unescape(link[1])).query)
    assert query == {"kunci": ["wp-17"], "alamat": [f"{ISSUER}/2026/11/harga-cabai?a=1&b=2"]}


@pytest.mark.django_db
def test_the_view(rf: RequestFactory, shared: tuple[SignOnKey, str], settings: Any, bagas: Reader) -> None:
    """Django's view of the example: a token for who is signed in, nothing for others, and no cache keeps either."""
    settings.REMBUK_KID, settings.REMBUK_SECRET = shared[0].kid, shared[1]
    room: dict[str, Any] = {}
    exec(example("python", "def rembuk_token"), room)  # noqa: S102  # our own documentation
    exec(example("python", "def token(request"), room)  # noqa: S102  # our own documentation
    request = rf.get("/rembuk-token")
    for user, length in ((AnonymousUser(), 0), (bagas, 200)):
        request.user = user
        response = room["token"](request)
        assert len(response.content) >= length
        assert bool(response.content) is bool(length)
        assert "no-store" in response["Cache-Control"]
