"""The page about scores, docs/scoring.md: how they are made, and the two models that come with the installation."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

Table = Callable[..., str]

PAGE = """\
# Scores / Lead-Scores

[Deutsch](#wie-ein-lead-score-entsteht)

## How a score is made

Two numbers, shown as a grade from A1 to D4:

- **Fit** tells who somebody is: a sum of points for what we know of them and their company. Rules that say much the
  same stand in a *group*, which gives so many points at most; what is above is taken from its last rules first.
- **Engagement** tells what they do. Each touchpoint that a rule counts gives points, and all points *halve* in the
  half-life of the model, from 1 to 730 days. A rule counts so many of its latest touchpoints at most. What was taken
  back, or came from a machine, counts nothing.

Points may be negative. The grade compares both with the limits of the model: A, B and C begin with so many points of
fit, 1, 2 and 3 with so many of engagement; below is D, and 4.

Nothing is computed at night. What is stored of engagement is one instant, that at which it falls to one point. It
follows from the touchpoints alone, does not change as time passes, and tells the points of any moment:
`points = 2 ^ ((instant − moment) / half-life)`. "At least 60 now" is a comparison of instants, which an index answers.
The parts of a score, rule by rule and touchpoint by touchpoint, add up to it exactly, now and in a month.

A **company** fits as well as the best of its people, for one who can decide is enough; its engagement is the sum of
theirs, for a firm of which five people read is warmer than one of which one does. Rules ask for its fit as
`company.fit`.

## Changing a model

A change is a draft. Before it is published, a preview scores everybody by it, or ten thousand people of more, and
tells how many would have which other grade. A published version never changes and stays readable. Everybody is then
scored anew in the background; until that is complete, the version before answers. Segments that ask for scores are
then gathered anew. Stages are not: as a new policy does, a new version decides from then on, about whoever does
something that a rule of entry reads. Where people stand already stays decided.

Scoring rules are [rules](rules.md) about lasting facts. They read no scores, stages or segments, nothing that time
alone changes (engagement fades by itself), and nothing about colleagues. In other rules scores are asked for as
`score.fit`, `score.engagement`, `grade.fit`, `grade.engagement`, `grade` and `score.part.<rule>`:

```rule
grade.fit at least B and grade.engagement at least 2
score.engagement at least 60 and not score.part.student
```

## Wie ein Lead-Score entsteht

Zwei Zahlen, als Stufe von A1 bis D4 gezeigt:

- Die **Profilpassung** sagt, wer jemand ist: Punkte für das, was wir über die Person und ihre Firma wissen. Regeln, die
  Ähnliches sagen, stehen in einer *Gruppe*, die höchstens so viele Punkte gibt; was darüber liegt, geht zuerst von den
  letzten Regeln ab.
- Der **Aktivitätsgrad** sagt, was sie tut. Jeder Kontaktpunkt, den eine Regel zählt, gibt Punkte, und alle Punkte
  *halbieren* sich in der Halbwertszeit des Modells, 1 bis 730 Tage. Eine Regel zählt höchstens so viele ihrer letzten
  Kontaktpunkte. Zurückgenommenes und was von Maschinen kam, zählt nicht.

Punkte können negativ sein. Die Stufe vergleicht beide mit den Grenzen des Modells: A, B und C beginnen bei so vielen
Punkten der Profilpassung, 1, 2 und 3 bei so vielen des Aktivitätsgrads; darunter sind D und 4.

Nachts wird nichts gerechnet. Gespeichert ist vom Aktivitätsgrad der Zeitpunkt, zu dem er auf einen Punkt fällt. Er
folgt allein aus den Kontaktpunkten und bleibt gleich, während die Punkte verfallen. Die Teile eines Lead-Scores ergeben
ihn genau, jetzt und in einem Monat.

Eine **Firma** passt so gut wie die am besten passende Person dort; ihr Aktivitätsgrad ist die Summe aller Personen.
Regeln fragen nach ihrer Profilpassung mit `company.fit`.

Eine Änderung ist ein Entwurf. Bevor er veröffentlicht wird, zeigt eine Vorschau, wie viele Personen welche andere
Stufe hätten. Eine veröffentlichte Version ändert sich nie und bleibt lesbar. Danach werden alle im Hintergrund neu
bewertet; bis das fertig ist, gilt die Version davor. Segmente, die nach dem Score fragen, werden dann neu ermittelt.
Phasen nicht: Wie neue Regeln entscheidet eine neue Version ab dann, sobald jemand etwas tut, nach dem eine Regel
fragt. Was entschieden ist, bleibt.

"""


def page(table: Table) -> str:
    """With the models as the migration installs them."""
    first = import_module("trichter.qualification.scoring.migrations.0002_first_models")
    return PAGE + "".join(_model(key, told, table) for key, told in first.MODELS.items())


def _model(key: str, told: tuple[str, str, dict[str, Any]], table: Table) -> str:
    en, de, content = told
    fit = table("Points", "Fit", "Profilpassung", "Group", "Rule", rows=_fit(content))
    did = table("Points", "Engagement", "Aktivitätsgrad", "At most", "Touchpoints", rows=_did(content))
    said = (
        f"## {en} / {de}\n\nModel `{key}`. Points halve in {content['half_life_days']} days. Grades of fit begin with"
        f" {_cuts(content['fit_cuts'], 'ABC')}; of engagement with {_cuts(content['engagement_cuts'], '123')}."
    )
    groups = ", ".join(f"`{group['key']}` {group['most']}" for group in content["groups"])
    return f"{said} Groups give at most: {groups}.\n\n{fit}\n{did}\n"


def _cuts(cuts: list[int], grades: str) -> str:
    return ", ".join(f"{cut} ({grade})" for cut, grade in zip(cuts, grades, strict=True))


def _fit(content: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    from trichter.qualification.rules.printing import printed
    from trichter.qualification.rules.tree import Rule

    for one in content["fit"]:
        rule = printed(Rule.model_validate(one["rule"]))
        yield _points(one), one["label"]["en"], one["label"]["de"], one["group"] or "", f"`{rule}`"


def _did(content: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    from trichter.qualification.rules.printing import printed
    from trichter.qualification.rules.tree import Rule

    for one in content["engagement"]:
        rule = printed(Rule.model_validate({"where": {"did": one["did"]}})).removeprefix("did ")
        yield _points(one), one["label"]["en"], one["label"]["de"], str(one["most"]), f"`{rule}`"


def _points(one: dict[str, Any]) -> str:
    return f"{one['points']:+d}".replace("-", "−")
