"""The rows of the list of contacts and the slips of its board, written here: hundreds of them stand on a page, and a
template asks its context anew for each word of each.

Whatever comes from a person or a colleague passes `escape`; what does not is ours.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any
from urllib.parse import quote

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from trichter.faces.web.templatetags.addresses import address
from trichter.faces.web.templatetags.formats import NONE, ago, moment, phone
from trichter.insight.boards import Card
from trichter.insight.grades import Grade
from trichter.insight.lines import Line

register = template.Library()

Cell = tuple[str, Any]
"""How it is drawn, and what stands in it."""


@register.simple_tag
def contact_rows(rows: Iterable[tuple[Line, Sequence[Cell]]]) -> SafeString:
    """The rows of a table, each with a box by which it is picked."""
    page = _Rows()
    return SafeString("\n".join([page.row(line, cells) for line, cells in rows]))


@register.simple_tag(takes_context=True)
def board_slips(context: template.Context, cards: Iterable[Card], track: str) -> SafeString:
    """The slips of a lane of that track; each leads to another stage and back to this page."""
    here = quote(context["request"].get_full_path(), safe="")
    page = _Slips(f"?track={track}&amp;next={here}")
    return SafeString("\n".join([page.slip(card.line, card.since) for card in cards]))


class _Slips:
    """What all slips of a page share is found once; `question` is what their way to another stage is asked with."""

    def __init__(self, question: str) -> None:
        self.icons = static("trichter/icons.svg")
        self.lead = escape(_("Lead to another stage:"))
        self.question = question
        self.prospect = _prospects()

    def slip(self, line: Line, since: datetime) -> str:
        """A person, since when they stand there, and the button for who cannot drag."""
        name = escape(line.name)
        company = f"<small>{escape(line.company)}</small>" if line.company else ""
        sign, grade, owner = escape(line.consent_label), "", ""
        if line.grade:
            grade = f'<b class="score" title="{escape(line.grade.why)}">{line.grade.text}</b>'
        if line.owner:
            owner = f'<span class="clip">{escape(line.owner)}</span>'
        person = address("contact", line.id)
        return (
            f'<li class="slip" draggable="true"><b><a href="{person}" draggable="false">{name}</a></b>'
            f'{self.prospect(line)}{company}<span class="foot">'
            f'<span class="consent" data-state="{line.consent}" title="{sign}">'
            f'{_sign(self.icons, line)}<span class="vh">{sign}</span></span>{grade}'
            f'<time datetime="{timezone.localtime(since).isoformat()}">{escape(ago(since))}</time>{owner}'
            f'<a class="btn btn-quiet btn-s btn-icon" href="{address("stage_move", line.id)}{self.question}"'
            f' draggable="false" data-move aria-label="{self.lead} {name}" title="{self.lead} {name}">'
            f'<svg class="i" aria-hidden="true"><use href="{self.icons}#swap" /></svg></a></span></li>'
        )


class _Rows:
    """What all rows of a page share is found once."""

    def __init__(self) -> None:
        self.icons = static("trichter/icons.svg")
        self.select, self.nobody = escape(_("Select")), escape(_("nobody"))
        self.graded = escape(_("Lead score"))
        self.prospect = _prospects()
        self.draw: Mapping[str, Callable[[Line, Any], str]] = {
            "text": lambda _line, what: f'<td class="wide">{escape(what)}</td>',
            "phone": lambda _line, what: f'<td class="wide">{escape(phone(what))}</td>',
            "time": lambda _line, what: f'<td class="dim">{time(what)}</td>',
            "wide-time": lambda _line, what: f'<td class="dim wide">{time(what)}</td>',
            "owner": self._owner,
            "company": self._company,
            "stage": self._stage,
            "grade": self._grade,
            "consent": self._consent,
            "tags": self._tags,
        }

    def row(self, line: Line, cells: Sequence[Cell]) -> str:
        """A person: who, and what is chosen to stand beside."""
        name = escape(line.name)
        position = f"<small>{escape(line.position)}</small>" if line.position else ""
        return (
            f'<tr><td class="pick"><input type="checkbox" name="id" value="{line.id}"'
            f' aria-label="{self.select} {name}" /></td>'
            f'<th scope="row"><span class="who"><span class="avatar avatar-m" data-tone="{line.tone}"'
            f' aria-hidden="true">{escape(line.initials)}</span>'
            f'<span><b><a href="{address("contact", line.id)}">{name}</a>{self.prospect(line)}</b>'
            f"{position}</span></span></th>"
            f"{''.join([self.draw[how](line, what) for how, what in cells])}</tr>"
        )

    def _owner(self, _line: Line, what: str) -> str:
        return f'<td class="wide">{escape(what)}</td>' if what else f'<td class="wide dim">{self.nobody}</td>'

    def _company(self, line: Line, what: str) -> str:
        if not what:
            return '<td class="wide"></td>'
        firm = address("company", line.company_id or 0)
        return f'<td class="wide"><a class="firm" href="{firm}">{escape(what)}</a></td>'

    def _stage(self, line: Line, what: str) -> str:
        if not what:
            return "<td></td>"
        return (
            f'<td><span class="stage" data-stage="{line.stage_glyph}"><svg viewBox="0 0 14 14" aria-hidden="true">'
            f'<use href="{self.icons}#st{line.stage_glyph}" /></svg><span>{escape(what)}</span></span></td>'
        )

    def _grade(self, line: Line, what: Grade | None) -> str:
        if what is None:
            return f'<td class="wide">{NONE}</td>'
        why = escape(what.why)
        return (
            f'<td class="wide"><a class="score" href="{address("contact", line.id)}?tab=company#score"'
            f' aria-label="{self.graded} {what.text}. {why}" title="{why}"><b>{what.text}</b>'
            '<svg class="twin" aria-hidden="true"><rect class="track" width="100%" height="4" rx="2" />'
            f'<rect class="fit" width="{what.fit}%" height="4" rx="2" />'
            '<rect class="track" y="7" width="100%" height="4" rx="2" />'
            f'<rect class="doing" y="7" width="{what.engagement}%" height="4" rx="2" /></svg></a></td>'
        )

    def _consent(self, line: Line, what: str) -> str:
        sign = f'<span class="consent" data-state="{line.consent}">{_sign(self.icons, line)}{escape(what)}</span>'
        return f'<td class="wide">{sign}</td>'

    def _tags(self, _line: Line, what: Sequence[str]) -> str:
        tags = [f'<span class="tag">{escape(tag)}</span> ' for tag in what]
        return f'<td class="wide">{"".join(tags)}</td>'


def _prospects() -> Callable[[Line], str]:
    """What stands beside the name of a prospect, as `contacts/_prospect.html` does elsewhere."""
    sign = f' <span class="prospect">{escape(_("Prospect"))}</span>'
    return lambda line: sign if line.is_prospect else ""


def _sign(icons: str, line: Line) -> str:
    """The drawing of a consent."""
    return f'<svg class="i" aria-hidden="true"><use href="{icons}#consent-{line.consent}" /></svg>'


def time(what: datetime | None) -> str:
    """How long ago, with the moment for those who ask."""
    if what is None:
        return NONE
    at = timezone.localtime(what).isoformat()
    return f'<time datetime="{at}" title="{escape(moment(what))}">{escape(ago(what))}</time>'
