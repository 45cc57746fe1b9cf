"""Request bodies as clients send them: plain or chunked; JSON, form or multipart."""

from __future__ import annotations

import json
from dataclasses import dataclass
from email import policy
from email.message import Message
from email.parser import BytesParser
from io import BufferedIOBase
from typing import Any
from urllib.parse import parse_qsl

_MAX_BYTES = 12 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a multipart body. The fake keeps its name only."""

    name: str


def receive(headers: Message, stream: BufferedIOBase) -> bytes:
    """The whole body; ValueError when it is larger than 12 MB or its length makes no sense."""
    if headers.get("Transfer-Encoding", "").lower() != "chunked":
        return stream.read(_within_limit(int(headers.get("Content-Length", "0"))))
    body = b""
    while size := int(stream.readline(20).split(b";")[0], 16):
        _within_limit(len(body) + size)
        body += stream.read(size)
        stream.readline(3)
    while stream.readline(1000).strip():
        pass  # trailers
    return body


def read_params(kind: str, body: bytes) -> dict[str, Any]:
    """The parameters in a JSON, form or multipart body; ValueError when it cannot be read."""
    if kind.startswith("application/json"):
        data = json.loads(body or b"{}")
        if not isinstance(data, dict):
            raise ValueError("object expected")
        return data
    if not kind.startswith("multipart/form-data"):
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    form = BytesParser(policy=policy.HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    params: dict[str, Any] = {}
    for part in form.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        file = part.get_filename()
        params[str(name)] = Upload(file) if file else (content.decode() if isinstance(content, bytes) else "")
    return params


def _within_limit(size: int) -> int:
    if not 0 <= size <= _MAX_BYTES:
        raise ValueError("The body is too large.")
    return size
