"""An offer's form as one visitor gets it: their language, the wordings of its version, what the firm says beside it."""

from collections.abc import Iterator

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
    button = content.button.in_(language) or _("Send")
    is_exchange = content.consent_choice == ConsentChoice.EXCHANGE
    return Form(
        offer=offer.offer_id,
        version=offer.version_id,
        language=language,
        title=content.title.in_(language),
        button=button,
        questions=tuple(_questions(content)),
        wordings=_wordings(offer, language),
        is_exchange=is_exchange,
        exchange=content.exchange.in_(language) if is_exchange else "",
        agreement=_("With “%(button)s” you agree to this:") % {"button": button} if is_exchange else "",
        sponsors=_sponsors(content),
        texts=tuple(text.in_(language) for text in (content.kicker, content.text, *content.points) if text),
        fine=tuple(_fine(content, is_exchange=is_exchange)),
        advertiser=firm.address_line,
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
        tells=content.tells,
    )


def _sponsors(content: Content) -> str:
    """Who else will write, and what they do (LAW 1.8)."""
    named = ", ".join(f"{sponsor.name} ({sponsor.business})" for sponsor in content.sponsors)
    return _("These firms take part: %(firms)s") % {"firms": named} if named else ""


def _fine(content: Content, *, is_exchange: bool) -> Iterator[str]:
    """What holds before anything is sent: that a consent can be withdrawn, how it is confirmed."""
    if content.consents:
        yield _("You can withdraw your consent at any time for the future.")
        if not is_exchange:
            yield _("If you tick a box for e-mails, you confirm it in a mail that we send you.")


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
