"""What comes back: undeliverable mail, complaints, answers of machines and of people.

`file(raw)` puts one away (`filing.py`); `reading.py` says what it is, `strays.py` keeps what belongs to no letter of
ours, `imap.py` fetches from a mailbox.
"""


def file(raw: bytes) -> str:
    """Put away one mail as a server handed it over; answers what became of it (`filing.Filed`)."""
    # Django imports this package before it knows the models.
    from trichter.spine.outreach.returns import filing

    return filing.file(raw)
