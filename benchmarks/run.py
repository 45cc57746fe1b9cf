"""`make bench`, or `make bench ONLY=civility`: prints `name value unit` lines. Nothing here is a test.

Machines are shared and noisy: read ratios within one run, not the figures alone.
"""

from __future__ import annotations

import http.client
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from rembuk.site import processes
from rembuk.site.demo import run

SECONDS = 5.0
CLIENTS = 8
TEXT = (
    "Di kampung saya ongkirnya malah lebih mahal daripada barangnya, padahal jaraknya cuma dua belas kilometer. "
    "Kalau warung mau mengumpulkan pesanan sampai jam sepuluh, kurirnya cukup sekali jalan dan ongkosnya bisa separuh. "
    "Yang kurang bukan aplikasinya, tapi jam kumpul yang disepakati bersama #BicaraJernih"
)


def say(name: str, value: float, unit: str) -> None:
    """One line of the result."""
    print(f"{name} {value:.4g} {unit}", flush=True)


def civility() -> None:
    """One verdict on a comment of about 300 characters."""
    judge = import_module("rembuk.civility").judge
    judge(TEXT)
    times = []
    for _ in range(2_000):
        begun = time.perf_counter()
        judge(TEXT)
        times.append((time.perf_counter() - begun) * 1000)
    times.sort()
    say("civility.median", statistics.median(times), "ms")
    say("civility.p99", times[int(len(times) * 0.99)], "ms")


def _per_second(port: int, path: str) -> float:
    """Requests answered in a second by CLIENTS connections that are kept open."""
    limit = time.monotonic() + SECONDS
    counts = [0] * CLIENTS

    def ask(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        while time.monotonic() < limit:
            connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{path} answered {answer.status}")
            counts[number] += 1

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / SECONDS


def pages() -> None:
    """The sample newsroom on the real server: a story page from Django, a thread page and counts from edge."""
    with tempfile.TemporaryDirectory(prefix="rembuk-bench-") as folder:
        var, port = Path(folder) / "var", run.free_ports()
        os.environ.update(run.surroundings(var, port))
        run.build_module().build(draw=False)
        thread = (
            import_module("rembuk.conversation.models")
            .Thread.objects.order_by("-comment_count")
            .select_related("story")
            .first()
        )
        with processes.Processes(run.surroundings(var, port)) as started:
            started.start("site", "rembuk.site.cli", "serve", "--host", "127.0.0.1", "--port", str(port))
            processes.answers(f"http://127.0.0.1:{port}/")
            story = _per_second(port, f"/{thread.story.slug}/")
            hot = _per_second(port, f"/_utas/{thread.pk}")
        say("pages.story", story, "requests/s")
        say("pages.thread", hot, "requests/s")
        say("pages.thread_over_story", hot / story, "times")


BENCHMARKS: dict[str, Callable[[], None]] = {"civility": civility, "pages": pages}


def main(only: str) -> int:
    """Run all, or the one that is named."""
    if only and only not in BENCHMARKS:
        print(f"There is no benchmark “{only}”; there are: {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    for name, benchmark in BENCHMARKS.items():
        if only in {"", name}:
            benchmark()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
