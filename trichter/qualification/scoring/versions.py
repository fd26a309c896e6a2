"""Editing scoring models: a draft that is checked, published as a new version, and chosen for the house."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from trichter.kernel import bulk, clock
from trichter.kernel.errors import DomainError
from trichter.kernel.words import Words
from trichter.qualification.scoring import checking
from trichter.qualification.scoring.content import Content
from trichter.qualification.scoring.models import Model, Reign, Version


class UnknownModel(DomainError):
    sentence = _("There is no scoring model “%(model)s”.")


class NoDraft(DomainError):
    sentence = _("There is no draft of this scoring model; somebody has published or dropped it.")


class DraftIsNewer(DomainError):
    sentence = _("Somebody has changed this draft since you looked at it. See what would differ now, then publish it.")


class DraftChanged(DomainError):
    sentence = _("Somebody else has changed this draft meanwhile. Look at theirs, then change it once more.")


@dataclass(frozen=True, slots=True)
class Stand:
    """A version; a draft has no time at which it was published."""

    id: int
    number: int
    saved_at: datetime
    saved_by: int | None
    published_at: datetime | None
    published_by: int | None


@dataclass(frozen=True, slots=True)
class Described:
    """A model with its versions, the latest first. `in_force` is the version that answers, `coming` the one by which
    everybody is being scored, if they are of this model."""

    key: str
    label: Words
    versions: tuple[Stand, ...]
    in_force: int | None
    coming: int | None

    @property
    def draft(self) -> Stand | None:
        return next((one for one in self.versions if one.published_at is None), None)

    @property
    def published(self) -> Stand:
        return next(one for one in self.versions if one.published_at is not None)


def described() -> list[Described]:
    """All models, in their order."""
    reign = Reign.objects.first()
    answers, coming = (reign.version_id, reign.next_id) if reign else (None, None)
    return [_described(row, answers, coming) for row in Model.objects.prefetch_related("versions").order_by("position")]


def _described(row: Model, answers: int | None, coming: int | None) -> Described:
    versions = sorted(row.versions.all(), key=lambda one: -one.number)
    ids = {one.pk: one.number for one in versions}
    return Described(
        row.key,
        Words.of(row.label),
        tuple(
            Stand(one.pk, one.number, one.saved_at, one.saved_by, one.published_at, one.published_by)
            for one in versions
        ),
        ids.get(answers or 0),
        ids.get(coming or 0),
    )


def content(model: str, number: int | None = None) -> Content:
    """What a version says, by default the draft or else the latest. Raises `UnknownModel`."""
    rows = Version.objects.filter(model_id=model).order_by("-number")
    row = (rows.filter(number=number) if number else rows).first()
    if row is None:
        raise UnknownModel(model=model)
    return _content(row)


@transaction.atomic
def save_draft(model: str, given: Mapping[str, Any], *, seen: datetime | None = None, by: int | None = None) -> Content:
    """Keep these rules as the draft, if they can be used; `seen` is when the draft that it follows was saved.

    Raises `BadModel`, `UnknownModel` and `DraftChanged`.
    """
    _locked(model)
    content = checking.read(given)
    latest = Version.objects.filter(model_id=model).latest("number")
    said = {"content": content.json_form(), "saved_at": clock.now(), "saved_by": by}
    if latest.published_at is not None:
        Version.objects.create(model_id=model, number=latest.number + 1, **said)
    elif seen is not None and seen != latest.saved_at:
        raise DraftChanged
    else:
        Version.objects.filter(id=latest.pk).update(**said)
    return content


@transaction.atomic
def change(model: str, changed: Callable[[Content], Content], *, by: int | None = None) -> Content:
    """Change the draft, or begin one from the latest version: each change of a rule is by itself, and none is lost.

    Raises `BadModel` and `UnknownModel`.
    """
    _locked(model)
    return save_draft(model, changed(content(model)).json_form(), by=by)


@transaction.atomic
def drop_draft(model: str) -> Content:
    """The draft as it was. Raises `UnknownModel` and `NoDraft`."""
    _locked(model)
    draft = Version.objects.filter(model_id=model, published_at=None).first()
    if draft is None:
        raise NoDraft
    draft.delete()
    return _content(draft)


@transaction.atomic
def restore_draft(model: str, given: Mapping[str, Any], *, by: int | None = None) -> None:
    """Have a dropped draft again. Raises `DraftChanged` if there is another one, `BadModel` and `UnknownModel`."""
    _locked(model)
    if Version.objects.filter(model_id=model, published_at=None).exists():
        raise DraftChanged
    save_draft(model, given, by=by)


@transaction.atomic
def publish(model: str, *, seen: datetime | None = None, by: int | None = None) -> bool:
    """Publish the draft; `seen` is when that was saved which somebody has looked at. Whether everybody is to be scored
    anew: not if the house goes by another model.

    Raises `BadModel` where the draft cannot be used any more, `DraftIsNewer`, `UnknownModel` and `NoDraft`.
    """
    _locked(model)
    draft = Version.objects.filter(model_id=model, published_at=None).first()
    if draft is None:
        raise NoDraft
    if seen not in (None, draft.saved_at):
        raise DraftIsNewer
    checking.check(_content(draft))
    Version.objects.filter(id=draft.pk).update(published_at=clock.now(), published_by=by)
    reign = Reign.objects.select_for_update().get()
    heading_for = Version.objects.get(id=reign.next_id or reign.version_id)
    if heading_for.model_id != model:
        return False
    return _follow(reign, draft.pk)


@transaction.atomic
def choose(model: str) -> bool:
    """Have the house go by this model, its latest version. Whether everybody is to be scored anew.

    Raises `UnknownModel`, and `BadModel` where it cannot be used any more.
    """
    _locked(model)
    latest = Version.objects.filter(model_id=model).exclude(published_at=None).latest("number")
    checking.check(_content(latest))
    return _follow(Reign.objects.select_for_update().get(), latest.pk)


def _follow(reign: Reign, version: int) -> bool:
    reign.next_id = None if reign.version_id == version else version
    reign.save(update_fields=["next_id"])
    return reign.next_id is not None


def _locked(model: str) -> None:
    if Model.objects.select_for_update(no_key=True).filter(key=model).first() is None:
        raise UnknownModel(model=model)


def _content(row: Version) -> Content:
    stored = row.content if isinstance(row.content, dict) else bulk.read_json(row.content)
    return Content.model_validate(stored)
