"""What the verbs share: refusing, and locking a programme so that its stage cannot change underneath."""

from __future__ import annotations

from django.utils.translation import gettext as _

from rembuk.programmes.models import Programme


class Refused(Exception):
    """The deed was not done. `message` tells the person why, and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def lock(programme: Programme, *stages: str) -> Programme:
    """The programme as it is now, locked until the transaction ends.

    Raises:
        Refused: it stands in none of `stages`.
    """
    locked = Programme.objects.select_for_update(no_key=True, of=("self",)).get(pk=programme.pk)
    if locked.stage not in stages:
        raise Refused(
            _("This is not possible now: the programme's stage is “%(stage)s”. Load the page again.")
            % {"stage": locked.get_stage_display()}
        )
    return locked


def move(programme: Programme, stage: str) -> None:
    """Bring a locked programme to its next stage."""
    programme.stage = stage
    programme.save(update_fields=["stage"])
