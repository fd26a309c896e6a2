"""An offer's form as one visitor gets it: their language, the wordings of its version, what the firm says beside it."""

from django.utils.translation import gettext as _

from trichter.facts.house import queries
from trichter.facts.house.queries import House
from trichter.generation.forms.form import Form, Wording
from trichter.generation.forms.questions import Question, Type, for_ask
from trichter.generation.offers.content import ConsentChoice, Content, Gives
from trichter.generation.offers.queries import Published


def form_of(offer: Published, language: str, *, firm: House) -> Form:
    """The form in this language, which is the active one."""
    content = offer.content
    notice = queries.notice(language)
    return Form(
        offer=offer.offer_id,
        version=offer.version_id,
        language=language,
        title=content.title.in_(language),
        button=content.button.in_(language) or _("Send"),
        questions=tuple(_questions(content)),
        wordings=_wordings(offer, language),
        is_exchange=content.consent_choice == ConsentChoice.EXCHANGE,
        exchange=content.exchange.in_(language),
        notes=tuple(f"{sponsor.name} ({sponsor.business})" for sponsor in content.sponsors),
        notice=notice.id if notice else None,
        region=firm.country or "DE",
        channel=content.channel,
        campaign=content.campaign,
        wants=content.gives.value,
        phase=content.phase.value if content.phase else None,
        topics=content.topics,
        asset=content.title.in_(language) if content.gives in (Gives.FILE, Gives.LINK) else "",
        responsible=content.responsible,
        team=content.team,
    )


def _questions(content: Content) -> list[Question]:
    """The offer's, then the consents that do not stand among them already, each once."""
    among = [question for question in content.questions if question.type is Type.CONSENT]
    own = {question.ask for question in among}
    return [*content.questions, *(for_ask(ask) for ask in content.asks if ask not in own)]


def _wordings(offer: Published, language: str) -> dict[str, Wording]:
    """By the key of the question that shows them."""
    pinned = {(purpose, channel): words for purpose, channel, words in offer.words_of(language)}
    consents = [(question.key, question.ask) for question in _questions(offer.content) if question.ask]
    return {
        key: Wording(words.wording_id, words.text)
        for key, ask in consents
        if (words := pinned.get((ask.purpose, ask.channel)))
    }
