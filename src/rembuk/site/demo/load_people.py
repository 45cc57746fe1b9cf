"""Readers with sealed profiles, the staff, and the people of the shops."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from rembuk.newsroom.models import Person
from rembuk.readers.actions import save_profile
from rembuk.readers.models import Reader
from rembuk.site import groups, say
from rembuk.site.sample.people import SampleReader, merchants, readers
from rembuk.vouchers.models import Merchant

from .accounts import ACCOUNTS, PASSWORD, Account

CHUNK = 50
DINA = "dina@contoh.test"
RATNA = {"name": "Ratna Puspita", "birth_date": "1990-05-17", "phone": "0812 5550 0101"}


@dataclass(frozen=True)
class People:
    """Who was loaded. `readers` stands in the order of the sample."""

    sample: list[SampleReader]
    readers: list[Reader]
    named: dict[str, Reader]


def people(seed: int, today: date) -> People:
    """Load everyone. Slow password hashing is done once: in the demo all share a password."""
    hashed = make_password(PASSWORD)
    named = {account.email: _named(account, hashed) for account in ACCOUNTS}
    with transaction.atomic():
        save_profile(reader=named["ratna@contoh.test"], answers=RATNA)
    Person.objects.get_or_create(name="Sekar Wulandari", defaults={"reader": named["sekar@contoh.test"]})
    _shops(named["tini@contoh.test"], hashed)
    sample = readers(seed, today=today)
    loaded = [_reader(one, hashed) for one in _in_chunks(say.bar("Readers", sample, len(sample)))]
    return People(sample, loaded, named)


def desk_people(people: People) -> list[Reader]:
    """The moderators: Damar, whose log-in is shown, and a colleague."""
    damar = people.named["damar@contoh.test"]
    dina = Reader.objects.filter(email=DINA).first()
    if dina is None:
        dina = new_account(DINA, "Dina Anggraini", damar.password)
        dina.groups.add(Group.objects.get(name=groups.MODERATORS))
    return [damar, dina]


def _in_chunks(items: Iterable[SampleReader]) -> Iterable[SampleReader]:
    """Hand the items on inside transactions of CHUNK items: one disk sync for many."""
    iterator = iter(items)
    while chunk := [item for _, item in zip(range(CHUNK), iterator, strict=False)]:
        with transaction.atomic():
            yield from chunk


def new_account(email: str, name: str, hashed: str, confirmed: bool = True) -> Reader:
    """An account of the sample, with the password of everyone."""
    reader = Reader(email=email, display_name=name, password=hashed)
    reader.save()
    EmailAddress.objects.create(user=reader, email=email, verified=confirmed, primary=True)
    return reader


def _named(account: Account, hashed: str) -> Reader:
    person = new_account(account.email, account.name, hashed)
    if account.group:
        person.groups.add(Group.objects.get(name=getattr(groups, account.group)))
    if account.group == "EDITORS":
        person.groups.add(Group.objects.get(name=groups.UPDATES_DESK))
    return person


def _reader(one: SampleReader, hashed: str) -> Reader:
    reader = new_account(one.email, one.display_name, hashed, one.email_confirmed)
    answers = {"name": one.full_name, "phone": one.phone, "birth_date": one.born.isoformat() if one.born else None}
    given = {field: answer for field, answer in answers.items() if answer}
    if given:
        save_profile(reader=reader, answers=given)
    return reader


def _shops(tini: Reader, hashed: str) -> None:
    for number, shop in enumerate(merchants()):
        merchant = Merchant.objects.create(
            name=shop.name if number else "Warung Bu Tini",
            sells=shop.sells,
            place=f"{shop.kelurahan}, {shop.city}",
        )
        merchant.people.add(tini if number == 0 else new_account(f"{shop.slug}@contoh.test", shop.owner, hashed))
