"""Why a request does not come to Django, in words for its sender."""

from trichter.kernel.words import Words


class Refused(Exception):
    """Answered with this status and these words."""

    status: int
    words: Words


class TooSlow(Refused):
    status = 408
    words = Words(
        "Your request took too long to arrive. Please try again.",
        "Ihre Anfrage kam zu langsam an. Bitte versuchen Sie es noch einmal.",
    )


class TooLarge(Refused):
    status = 413
    words = Words(
        "That is more than we can take at once. Nothing of it has been kept.",
        "Das ist mehr, als wir auf einmal annehmen können. Nichts davon wurde gespeichert.",
    )


class Broken(Refused):
    status = 500
    words = Words(
        "Something went wrong on our side. Please try again later.",
        "Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es später noch einmal.",
    )


class ClientGone(Exception):
    """Nobody waits for an answer any more."""
