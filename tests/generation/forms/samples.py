"""A form to try things on, its visitor, and a browser that works for its proof."""

import json
from base64 import b64encode
from dataclasses import replace
from typing import Any

import altcha

from trichter.facts.consent import services as consent
from trichter.generation.forms import tokens, work
from trichter.generation.forms.form import Form, Visit, Wording
from trichter.generation.forms.questions import Ask, Both, Option, Question, Type, for_ask
from trichter.kernel.words import Words

HERE = "https://info.ahornwerk.example"
ANNA = {"first_name": ["Anna"], "last_name": ["Reimers"], "email": ["anna@wellner.example"]}
VISIT = Visit(ip="203.0.113.0", is_public=True, user_agent="Firefox", url=f"{HERE}/o/hebel/", origin=HERE)


def both(text: str) -> Both:
    """A text that is the same in both languages."""
    return Both(de=text, en=text)


def question(key: str, type_: Type = Type.TEXT, **given: Any) -> Question:
    """A question called by its key."""
    return Question(key=key, type=type_, label=given.pop("label", both(key)), **given)


NAMES = (
    question("first_name", fills="first_name", label=Both(de="Vorname", en="First name")),
    question("last_name", fills="last_name", is_required=True, label=Both(de="Nachname", en="Last name")),
    question("email", Type.EMAIL, is_required=True, label=Both(de="E-Mail", en="E-mail")),
)
FIRM = question("firm", Type.FIRM, label=Both(de="Firma", en="Firm"))
NEED = question("need", is_long=True, means="need", label=Both(de="Was beschäftigt Sie?", en="What moves you?"))
COLOUR = question(
    "colour", Type.CHOICE, options=(Option(value="r", label=both("rot")), Option(value="g", label=both("grün")))
)


def form(*questions: Question, **given: Any) -> Form:
    """The form of offer 7, in German unless told otherwise."""
    plain = Form(
        offer=7, version=71, language="de", title="Zwölf Hebel", button="Anfordern", questions=questions or NAMES
    )
    return replace(plain, **given)


def with_newsletter(*questions: Question, channel: str = "email", **given: Any) -> Form:
    """The form with the box for the newsletter, or for calls."""
    purpose = "newsletter" if channel == "email" else "advice"
    consent.found_purpose(purpose, label=Words(purpose, purpose))
    words = consent.publish_wording(purpose, channel=channel, language="de", text=f"Ja, {purpose} bitte.")
    box = for_ask(Ask(purpose=purpose, channel=channel))
    return form(*(questions or NAMES), box, wordings={box.key: Wording(words.pk, words.text)}, **given)


def solved(token: str) -> str:
    """The solution that a browser finds."""
    challenge = altcha.Challenge.from_dict(work.challenge(token))
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    return b64encode(json.dumps(altcha.Payload(challenge, solution).to_dict()).encode()).decode()


def proven(form_: Form, answers: dict[str, list[str]], *, origin: str = HERE) -> dict[str, list[str]]:
    """What a browser with JavaScript sends."""
    token = tokens.issue("work", offer=form_.offer, origin=origin)
    return {**answers, "token": [token], "altcha": [solved(token)]}
