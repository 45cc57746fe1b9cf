"""One request to a stranger's server: bounded in time and in size, to an address that was looked at, nowhere else."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import httpx
from django.utils.translation import gettext as _

from .addresses import NotFound, Place, Unsafe, place_of

TIMEOUT: Final = 10.0  # seconds, for everything together
MOST_READ: Final = 4 * 1024  # bytes of an answer, which are then thrown away


@dataclass(frozen=True)
class Answer:
    """What became of one try. `problem` is a sentence for staff, empty when it arrived; `is_final`: never again."""

    problem: str = ""
    is_final: bool = False

    @property
    def arrived(self) -> bool:
        """Whether the receiver said that it has it."""
        return not self.problem


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send a body. Never raises: whatever happens out there is an Answer."""
    try:
        return asyncio.run(_post(url, place_of(url), body, headers))
    except Unsafe as problem:
        return Answer(str(problem))
    except NotFound:
        return Answer(_("The name of the server was not found."))
    except (TimeoutError, httpx.TimeoutException):
        return Answer(_("The server did not answer within %(n)d seconds.") % {"n": int(TIMEOUT)})
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
        return Answer(_("No connection to the server, or it broke off."))


async def _post(url: str, place: Place, body: bytes, headers: Mapping[str, str]) -> Answer:
    """In a loop of its own, because only there one deadline can hold for everything together: a server that sends a
    byte now and then would keep a worker for days."""
    asked = httpx.URL(url)
    named = {**headers, "host": asked.netloc.decode("ascii"), "content-type": "application/json"}
    # No proxy and no .netrc from the environment: both would lead elsewhere than to the place that was looked at.
    client = httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=TIMEOUT)
    async with asyncio.timeout(TIMEOUT), client:
        request = client.build_request(
            "POST", asked.copy_with(host=place.address), content=body, headers=named,
            extensions={"sni_hostname": place.host},
        )  # fmt: skip
        response = await client.send(request, stream=True)
        try:
            await _read_a_little(response)
        finally:
            await response.aclose()
        return _understood(response.status_code)


async def _read_a_little(response: httpx.Response) -> None:
    """Let the server finish a short answer; whoever sends much is hung up on."""
    length = 0
    async for piece in response.aiter_raw():
        length += len(piece)
        if length >= MOST_READ:
            return


def _understood(status: int) -> Answer:
    if 200 <= status < 300:
        return Answer()
    if status == 410:
        return Answer(_("The server says that this address is gone (410)."), is_final=True)
    if 300 <= status < 400:
        return Answer(_("The server wants to send us elsewhere (%(n)d). Enter the new address here.") % {"n": status})
    return Answer(_("The server answered %(n)d.") % {"n": status})
