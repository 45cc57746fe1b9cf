"""Which thread here an old page's comments belong to: a story's of ours, or one of its own under the page's address."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit, urlunsplit

from django.utils.translation import gettext as _

from rembuk.conversation.models import Thread
from rembuk.newsroom.models import StoryPage, TitlePage

from .formats.jsonl import STORY
from .rows import LONGEST_KEY, Unreadable

MOST_MOVES: Final = 500_000
LONGEST_MAP: Final = 200_000_000  # bytes


@dataclass(frozen=True, slots=True)
class OldPage:
    """A page as the file names it. Our own format (`is_ours`) names its `title`, and has the title in its key."""

    key: str
    url: str
    name: str
    title: str
    is_ours: bool = False


def read_map(path: Path) -> dict[str, str]:
    """Old addresses and new ones, a pair on each line with a tab between them.

    Raises:
        Unreadable: the file cannot be read, is too large, or a line is no pair.
    """
    try:
        if path.stat().st_size > LONGEST_MAP:
            raise Unreadable(_("%(name)s has more than %(lines)d lines") % {"name": path.name, "lines": MOST_MOVES})
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _pairs(path, csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise Unreadable(_("%(name)s cannot be read: %(reason)s") % {"name": path.name, "reason": problem}) from None


def _pairs(path: Path, lines: Iterable[list[str]]) -> dict[str, str]:
    moves: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        if not line or line[0].startswith("#"):
            continue
        if len(line) != 2 or not all(each.strip() for each in line) or number > MOST_MOVES:
            what = {"name": path.name, "line": number}
            raise Unreadable(_("line %(line)d of %(name)s is no pair of old and new address with a tab between") % what)
        moves[line[0].strip()] = line[1].strip()
    return moves


class Places:
    """Finds and makes threads. `title` is where everything goes; None where each page names its own."""

    def __init__(self, title: TitlePage | None, moves: Mapping[str, str]) -> None:
        self.title = title
        self.moves = moves
        self.titles = {each.slug: each for each in TitlePage.objects.all()}

    def title_of(self, page: OldPage) -> TitlePage | None:
        """The title that a page belongs to; None when there is none of that name here."""
        return self.title or self.titles.get(page.title)

    def threads(self, pages: Sequence[OldPage]) -> dict[str, int]:
        """The thread of each page, by the page's key; made where there is none. Call it inside a transaction."""
        found: dict[str, int] = {}
        for title, some in self._by_title(pages):
            stories = self._stories(title, some)
            found |= _under_stories(title, stories)
            keys = {page.key: self._key(page) for page in some if page.key not in stories}
            ids = _under_pages(title, {keys[page.key]: page for page in some if page.key in keys})
            found |= {key: ids[here] for key, here in keys.items()}
        return found

    def _by_title(self, pages: Iterable[OldPage]) -> list[tuple[TitlePage, list[OldPage]]]:
        groups: dict[int, tuple[TitlePage, list[OldPage]]] = {}
        for page in pages:
            if title := self.title_of(page):
                groups.setdefault(title.pk, (title, []))[1].append(page)
        return list(groups.values())

    def stories(self, pages: Sequence[OldPage]) -> int:
        """How many of these pages are stories of ours."""
        return sum(len(self._stories(title, some)) for title, some in self._by_title(pages))

    def _address(self, page: OldPage) -> str:
        return self.moves.get(page.url, page.url)

    def _slug(self, page: OldPage) -> str:
        """The slug of the story that a page may be; our own format has it in the key of a story's thread."""
        if not page.is_ours:
            return slug_of(self._address(page))
        key = page.key.partition(" ")[2]
        return key.removeprefix(STORY) if key.startswith(STORY) else ""

    def _key(self, page: OldPage) -> str:
        """The key of the page's thread: our own format has it, elsewhere it is the page's address."""
        if page.is_ours:
            return page.key.partition(" ")[2]
        return key_of(self._address(page)) or page.key

    def _stories(self, title: TitlePage, pages: Iterable[OldPage]) -> dict[str, int]:
        slugs = {page.key: self._slug(page) for page in pages}
        wanted = {slug for slug in slugs.values() if slug}
        ids = dict(StoryPage.objects.child_of(title).filter(slug__in=wanted).values_list("slug", "pk"))
        return {key: ids[slug] for key, slug in slugs.items() if slug in ids}


def slug_of(address: str) -> str:
    """The last part of an address's path, which is a story's slug where the address is a story's; else empty."""
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return ""
    last = path.rstrip("/").rpartition("/")[2]
    return last.removesuffix(".html").removesuffix(".htm")[:255]


def key_of(address: str) -> str:
    """An address as a thread's key: without fragment, and what is too long ends in a digest instead."""
    try:
        address = urlunsplit(urlsplit(address.strip())._replace(fragment=""))
    except ValueError:
        address = address.strip()
    if len(address) <= LONGEST_KEY:
        return address
    digest = hashlib.sha256(address.encode()).hexdigest()[:32]
    return f"{address[: LONGEST_KEY - 33]}#{digest}"


def _under_stories(title: TitlePage, stories: Mapping[str, int]) -> dict[str, int]:
    wanted = set(stories.values())
    have = dict(Thread.objects.filter(story_id__in=wanted).values_list("story_id", "pk"))
    new = Thread.objects.bulk_create(Thread(title=title, story_id=pk) for pk in sorted(wanted - have.keys()))
    ids = have | {thread.story_id: thread.pk for thread in new}
    return {key: ids[story] for key, story in stories.items()}


def _under_pages(title: TitlePage, pages: Mapping[str, OldPage]) -> dict[str, int]:
    """Threads under pages of other sites; `pages` by their key here. Two old pages may have become one."""
    have = {
        str(key): pk for key, pk in Thread.objects.filter(title=title, page_key__in=pages).values_list("page_key", "pk")
    }
    missing = [
        Thread(
            title=title,
            page_key=key,
            page_url=page.url[:1000] if page.url.startswith(("https://", "http://")) else "",
            page_title=page.name[:255],
        )
        for key, page in pages.items()
        if key not in have
    ]
    return have | {str(thread.page_key): thread.pk for thread in Thread.objects.bulk_create(missing)}
