"""Two colleagues and one setting: whoever changes it or sets it back holds it alone, from the look to the writing."""

import pytest
from django.db import connection

from trichter.faces.web import settling
from trichter.faces.web.settling import Setting
from trichter.facts.staff.models import User

pytestmark = pytest.mark.django_db


def held() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 7412 AND pid = pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def test_a_setting_is_held_before_it_is_looked_at(lea: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "undoable", lambda _kind: lambda function: function)
    User.objects.filter(pk=lea.pk).update(role="administration")
    stands, seen = {"k": 1}, []

    def look(key: str) -> int:
        seen.append(held())
        return stands[key]

    setting = Setting("tried", read=look, write=lambda key, was, _by: stands.update({key: was}), what="field.changed")
    undo = setting.by("k", lambda: stands.update(k=2), about="K")()
    assert undo is not None
    assert (seen, stands) == ([1, 1], {"k": 2})

    setting._set_back(undo.facts, by=lea.pk)
    assert (seen, stands) == ([1, 1, 1], {"k": 1})
