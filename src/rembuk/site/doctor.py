"""`rembuk doctor`: looks at an installation and says, line by line, what is wrong and what to do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core import checks
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import translation

from rembuk.moderation import engine
from rembuk.sealed.chain import ChainBroken
from rembuk.sealed.keyring import KeyRing, KeyRingError
from rembuk.trust.queries import verify_openings
from rembuk.updates.queries import problems
from rembuk.vouchers import ledger

from . import env, say

LEAST_FREE = 200 * 1024 * 1024  # bytes


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, and what to do about it."""

    what: str
    remedy: str


Check = Callable[[], Iterator[Finding]]


def keys() -> Iterator[Finding]:
    """The key folder can be used."""
    try:
        KeyRing.load(settings.REMBUK_KEYS)
    except KeyRingError as problem:
        yield Finding(str(problem), "run `rembuk prepare` on a new installation, or restore the folder from its backup")


def secret_key() -> Iterator[Finding]:
    """The key that signs sessions is the same for every process, and nobody else's to read."""
    if os.environ.get("REMBUK_SECRET_KEY") or os.environ.get("REMBUK_SECRET_KEY_FILE"):
        return
    file = settings.SECRET_KEY_FILE
    if not env.kept(file):
        yield Finding("no key that signs sessions is kept, so each process makes its own", "run `rembuk prepare`")
    elif file.stat().st_mode & 0o077:
        yield Finding(f"{file} can be read by others on this machine", f"chmod 600 {file}")


def database() -> Iterator[Finding]:
    """The database answers and its tables are those of this version."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield Finding(f"{say.number(len(waiting))} migrations have not run", "run `rembuk prepare`")


def limits() -> Iterator[Finding]:
    """The cache, which counts sign-in tries, can be written."""
    cache.set("rembuk.doctor", "well", 60)
    if cache.get("rembuk.doctor") != "well":
        yield Finding("the cache does not keep what it is given", "run `rembuk prepare`; limits on tries need it")


def books() -> Iterator[Finding]:
    """The ledger sums to zero."""
    try:
        ledger.check()
    except ledger.LedgerError as problem:
        yield Finding(f"the ledger does not balance: {problem}", "pay nobody; compare with your newest backup")


def openings() -> Iterator[Finding]:
    """The log of openings of sealed data is whole."""
    try:
        verify_openings()
    except ChainBroken as problem:
        yield Finding(f"the log of openings is broken: {problem}", "somebody changed it; compare with your backups")


def judging() -> Iterator[Finding]:
    """The word lists and the models can be read: without them every comment waits for a moderator."""
    if trouble := engine.trouble():
        yield Finding(trouble, "every comment waits until then; name other files in the settings, or install again")


def updates() -> Iterator[Finding]:
    """Channels can be reached, and nothing waits for a person."""
    for problem in problems():
        yield Finding(str(problem), "see Outbox in the staff screens")


def disk() -> Iterator[Finding]:
    """There is room to write."""
    free = shutil.disk_usage(settings.VAR).free
    if free < LEAST_FREE:
        left = say.number(free // 1_000_000)
        yield Finding(f"only {left} MB are free on the disk", "make room: a full disk refuses comments")


def django_checks() -> Iterator[Finding]:
    """Django's own checks for an installation that the world can reach."""
    deploy = settings.HTTPS
    for problem in checks.run_checks(include_deployment_checks=deploy):
        if problem.level >= checks.WARNING:
            yield Finding(f"{problem.id}: {problem.msg}", str(problem.hint or "see the Django documentation"))


CHECKS: list[tuple[str, Check]] = [
    ("keys", keys),
    ("sessions", secret_key),
    ("database", database),
    ("limits", limits),
    ("ledger", books),
    ("openings", openings),
    ("judging", judging),
    ("updates", updates),
    ("disk", disk),
    ("django", django_checks),
]


def run() -> int:
    """Run every check, also after one has failed; exits 1 when something is wrong."""
    wrong = 0
    for name, check in CHECKS:
        try:
            with translation.override(say.LANGUAGE):
                findings = list(check())
        except Exception as problem:
            findings = [Finding(f"could not be looked at: {type(problem).__name__}: {problem}", "mend the lines above")]
        say.line(f"{name:10} {'well' if not findings else 'WRONG'}")
        for finding in findings:
            say.line(f"           {finding.what}\n           → {finding.remedy}")
        wrong += len(findings)
    say.line("Everything is well." if not wrong else f"{say.number(wrong)} to mend.")
    return 1 if wrong else 0
