"""Static files from memory: read, compressed and tagged once. What is not found here is Django's to answer."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import Executor
from typing import Final

from .asgi import Scope, Send
from .live import Live
from .ready import Ready, Whole, make_ready, send_whole

MOST_FILES: Final = 500
MOST_BYTES: Final = 24 * 1024 * 1024
# Names as they stand in packages: no hidden file, no way upwards.
PATH: Final = re.compile(r"(?:[A-Za-z0-9_@-][A-Za-z0-9_.@-]*/){0,12}[A-Za-z0-9_@-][A-Za-z0-9_.@-]*\.(?:css|js|svg)")


class Statics:
    """Serves files that `live.sources` finds, in the threads of `executor`; keeps them for the life of the process."""

    def __init__(self, live: Live, executor: Executor) -> None:
        self._live, self._executor = live, executor
        self._files: dict[str, Ready] = {}
        self._size = 0

    def at_once(self, scope: Scope) -> Whole | None:
        """The answer, where it lies ready."""
        found = self._files.get(scope["path"])
        return None if found is None or scope["method"] != "GET" else found.pick(scope["headers"])

    async def answer(self, scope: Scope, send: Send) -> bool:
        """Answer with a file; False, and nothing is sent, when it is not one of ours."""
        prefix, path = self._live.known_sources().static_prefix, scope["path"]
        if not prefix or not path.startswith(prefix) or not PATH.fullmatch(path, len(prefix)):
            return False
        if scope["method"] not in {"GET", "HEAD"} or len(path) > 300:
            return False
        found = self._files.get(path) or await self._read(path, path.removeprefix(prefix))
        if found is None:
            return False
        await send_whole(send, found.pick(scope["headers"]), only_head=scope["method"] == "HEAD")
        return True

    async def _read(self, path: str, name: str) -> Ready | None:
        find = self._live.known_sources().find_file
        file = await asyncio.get_running_loop().run_in_executor(self._executor, find, name)
        if file is None:
            return None
        found = make_ready(file.content, file.headers)
        if path not in self._files and len(self._files) < MOST_FILES and self._size + found.size <= MOST_BYTES:
            self._files[path] = found
            self._size += found.size
        return found
