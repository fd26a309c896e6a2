"""How an offer gets into the world: links with campaign parameters, buttons, an iframe, a plain form, a code."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from trichter.generation.forms.questions import Question, Type
from trichter.generation.offers.content import Content
from trichter.generation.offers.queries import public_url
from trichter.spine.outreach import links

UTM = ("utm_source", "utm_medium", "utm_campaign")
_INPUTS = {Type.EMAIL: "email", Type.PHONE: "tel", Type.NUMBER: "number"}


@dataclass(frozen=True, slots=True)
class Snippets:
    """Each as a page pastes it; `address` is what they lead to."""

    address: str
    link: str
    button: str
    iframe: str
    form: str


def snippets(content: Content, language: str, utm: Mapping[str, str]) -> Snippets:
    """In one language, with these campaign parameters."""
    address = campaign_url(content, language, utm)
    title, words = content.title.in_(language), content.button.in_(language)
    return Snippets(
        address=address,
        link=f'<a href="{escape(address)}">{escape(title)}</a>',
        button=f'<a href="{escape(address)}" role="button">{escape(words or title)}</a>',
        iframe=_iframe(content, language, utm),
        form=_form(content, language, utm),
    )


def campaign_url(content: Content, language: str, utm: Mapping[str, str]) -> str:
    """The landing page in this language; parameters that say nothing are left out."""
    return _with(public_url(content.slug), {"lang": language, **utm})


def code(address: str) -> str:
    """A QR code as an SVG that can be printed at any size."""
    from io import BytesIO

    import segno

    out = BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", border=4, omitsize=True, xmldecl=False, svgclass=None, lineclass=None
    )
    return out.getvalue().decode()


def _with(address: str, parameters: Mapping[str, str]) -> str:
    said = {name: value.strip() for name, value in parameters.items() if value.strip()}
    return f"{address}?{urlencode(said)}" if said else address


def _iframe(content: Content, language: str, utm: Mapping[str, str]) -> str:
    """The script gives the frame the height of its form; without it the frame scrolls."""
    framed = _with(links.url(f"/o/{content.slug}/embed/"), {"lang": language, **utm})
    title, script = escape(content.title.in_(language)), escape(links.url("/static/public/js/embed.js"))
    return (
        f'<iframe data-trichter src="{escape(framed)}" title="{title}" width="100%" height="600"></iframe>\n'
        f'<script type="module" src="{script}"></script>'
    )


def _form(content: Content, language: str, utm: Mapping[str, str]) -> str:
    """A form for a page of the firm's own. What it sends is shown once more by us, with one button: only our page has
    the token that tells people from robots, and the boxes of the consents in the words of the version."""
    fields = [_field(question, language) for question in content.questions if question.type is not Type.CONSENT]
    words = escape(content.button.in_(language))
    action = escape(campaign_url(content, language, {}))
    hidden = [f'  <input type="hidden" name="{name}" value="{escape(said)}">' for name, said in utm.items() if said]
    hidden.append('  <input type="hidden" name="visitor" data-trichter-visitor>')
    lines = [f'<form method="post" action="{action}">', *hidden, *fields, f"  <button>{words}</button>", "</form>"]
    return "\n".join(lines)


def _field(question: Question, language: str) -> str:
    label, name = escape(question.label.in_(language)), escape(question.key)
    required = " required" if question.is_required else ""
    if question.type is Type.CHOICE:
        options = "".join(
            f'<option value="{escape(one.value)}">{escape(one.label.in_(language))}</option>'
            for one in question.options
        )
        control = f'<select name="{name}"{required}><option></option>{options}</select>'
    elif question.type is Type.MANY:
        control = "".join(
            f' <label><input type="checkbox" name="{name}" value="{escape(one.value)}"> '
            f"{escape(one.label.in_(language))}</label>"
            for one in question.options
        )
        return f"  <fieldset><legend>{label}</legend>{control}</fieldset>"
    elif question.is_long:
        control = f'<textarea name="{name}"{required}></textarea>'
    else:
        control = f'<input type="{_INPUTS.get(question.type, "text")}" name="{name}"{required}>'
    return f"  <label>{label} {control}</label>"
