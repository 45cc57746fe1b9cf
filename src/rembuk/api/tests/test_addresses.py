"""A webhook never leads into our own network."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from rembuk.api.hooks.addresses import NotFound, Unsafe, check_address, place_of
from rembuk.api.hooks.transport import post

from .conftest import Receiver


@pytest.mark.parametrize(
    "url",
    [
        "http://contoh.id/", "ftp://contoh.id/", "https://", "https://u:p@contoh.id/", "https://u@contoh.id/",
        "https://contoh.id/#a", "https://contoh.id:0/", "https://contoh.id:99999/", "https://con toh.id/", "/kait",
        "https://[::1", "https://contoh.id/\n", "https://é.id/", "https://contoh.id/" + "x" * 500, "javascript:a(1)",
        "https://127.0.0.1/", "https://10.0.0.1/", "https://192.168.1.1/", "https://169.254.169.254/latest/",
        "https://[::1]/", "https://[fe80::1]/", "https://[fd00::1]/", "https://[::ffff:127.0.0.1]/", "https://0.0.0.0/",
        "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://100.64.0.1/", "https://224.0.0.1/",
        "http://127.0.0.1/",
        "https://192.88.99.1/", "https://198.18.0.1/", "https://192.0.0.8/", "https://255.255.255.255/",
        "https://[fec0::1]/", "https://[3fff::1]/", "https://[64:ff9b:1::808:808]/", "https://[2002:808:808::1]/",
        "https://[100::1]/", "https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/", "https://[2001:db8::1]/",
        "https://[::808:808]/", "https://[5f00::1]/", "https://[ff02::1]/", "https://[64:ff9b::a00:1]/",
        "https://contoh.id:22/", "https://contoh.id:25/", "https://contoh.id:6379/", "https://1.1.1.1:11211/",
    ],
)  # fmt: skip
def test_an_address_that_we_do_not_take(settings: Any, url: str) -> None:
    settings.REMBUK_LOOPBACK_SITES = False
    with pytest.raises(Unsafe):
        check_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://contoh.id/kait?a=1", "https://contoh.id:443/", "https://1.1.1.1:8443/", "https://[2606:4700::1111]/",
        "https://[64:ff9b::101:101]/", "https://[::ffff:1.1.1.1]/", "https://[2001:4860:4860::8888]/",
    ],
)  # fmt: skip
def test_an_address_that_we_take(settings: Any, url: str) -> None:
    settings.REMBUK_LOOPBACK_SITES = False
    check_address(url)


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f000001", "127.1"])
def test_names_and_disguised_numbers_are_resolved_first(settings: Any, host: str) -> None:
    settings.REMBUK_LOOPBACK_SITES = False
    with pytest.raises((Unsafe, NotFound)):
        place_of(f"https://{host}/")


def answers(*addresses: str) -> Any:
    """A name server that says this."""

    def ask(_host: str, port: int, **_kind: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in addresses]

    return ask


@pytest.mark.parametrize(
    "found",
    [("10.1.2.3",), ("1.1.1.1", "127.0.0.1"), ("fe80::1%lo",), ("fec0::1",), ("64:ff9b::7f00:1",), ("3fff::1",)],
)
def test_every_address_of_a_name_must_be_public(
    settings: Any, monkeypatch: pytest.MonkeyPatch, found: tuple[str, ...]
) -> None:
    settings.REMBUK_LOOPBACK_SITES = False
    monkeypatch.setattr(socket, "getaddrinfo", answers(*found))
    with pytest.raises(Unsafe):
        place_of("https://contoh.id/")
    assert not post("https://contoh.id/", b"{}", {}).arrived


def test_the_loopback_is_open_only_where_a_setting_says_so(settings: Any) -> None:
    settings.REMBUK_LOOPBACK_SITES = True
    assert place_of("http://127.0.0.1:9/").address == "127.0.0.1"
    with pytest.raises(Unsafe):
        check_address("http://10.0.0.1/")
    with pytest.raises(Unsafe):
        check_address("http://contoh.id/")


def test_nobody_there_is_an_answer_too(settings: Any) -> None:
    settings.REMBUK_LOOPBACK_SITES = True
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        answer = post(f"http://127.0.0.1:{taken.getsockname()[1]}/", b"{}", {})
    assert (answer.arrived, answer.is_final) == (False, False)


def test_a_server_with_a_certificate_of_its_own_making_gets_nothing(settings: Any, tmp_path: Path) -> None:
    settings.REMBUK_LOOPBACK_SITES = True
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    begin = datetime.now(tz=UTC) - timedelta(days=1)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, begin, begin + timedelta(days=2))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "both.pem").write_bytes(private + made.sign(key, hashes.SHA256()).public_bytes(pem))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "both.pem")
    receiver = Receiver(context)
    answer = post(receiver.url, b"{}", {})
    receiver.server.shutdown()
    receiver.server.server_close()
    assert (answer.arrived, receiver.got) == (False, [])
