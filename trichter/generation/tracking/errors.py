"""Why events are refused; a sentence for whoever set the sender up."""

from trichter.kernel.words import Words


class Refused(Exception):
    """With the status of HTTP, a word for programs, and a sentence for people."""

    status = 400
    code = "invalid_request"
    words = Words("This cannot be read.", "Das lässt sich nicht lesen.")


class NotUnderstood(Refused):
    """What was sent is not what the protocol says."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.words = Words(f"This cannot be read: {what}.", f"Das lässt sich nicht lesen: {what}.")


class UnknownKey(Refused):
    """No source has this key, or not any more."""

    status = 401
    code = "invalid_write_key"
    words = Words("No source of events has this key.", "Keine Quelle von Ereignissen hat diesen Schlüssel.")


class ForeignSite(Refused):
    """The page that sends is of no site of this source."""

    status = 403
    code = "foreign_site"
    words = Words(
        "This site is not among those of the source: add it in the settings of tracking.",
        "Diese Website gehört nicht zur Quelle: Tragen Sie sie in den Einstellungen der Besuchsmessung ein.",
    )

    def __init__(self, source: int, host: str) -> None:
        super().__init__(host)
        self.source, self.host = source, host


class Objects(Refused):
    """The browser says that its human does not want to be watched, whatever a script may say."""

    status = 403
    code = "objection"
    words = Words(
        "This browser objects to being watched (Sec-GPC, DNT).",
        "Dieser Browser widerspricht der Auswertung (Sec-GPC, DNT).",
    )


class TooLarge(Refused):
    """More than the protocol allows."""

    status = 413
    code = "too_large"
    words = Words("This is too large: send less at once.", "Das ist zu groß: Senden Sie weniger auf einmal.")


class Busy(Refused):
    """The database is away, or more comes than can be written: what was not taken has to be sent again."""

    status = 503
    code = "busy"
    words = Words("Not taken: please send it again later.", "Nicht angenommen: Bitte später noch einmal senden.")
    seconds = 2
    """After which to try again."""


class TooMany(Busy):
    """More answers came from one network than its people give."""

    status = 429
    code = "too_many"
    words = Words(
        "Too many answers came from this network: please send it again later.",
        "Aus diesem Netz kamen zu viele Antworten: Bitte später noch einmal senden.",
    )

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds
