"""What servers answer, and what it means for the address and for us."""

import pytest

from trichter.spine.outreach.classifying import Severity, status_of, weigh


# LAW 2.3
@pytest.mark.parametrize(
    ("status", "text", "severity"),
    [
        ("5.1.1", "550 5.1.1 <x@firma.example>: Recipient address rejected: User unknown", "hard"),
        ("5.1.2", "550 5.1.2 Host not found", "hard"),
        ("5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound", "hard"),
        ("5.2.1", "550 5.2.1 The email account that you tried to reach is disabled", "hard"),
        ("5.2.2", "552 5.2.2 The recipient's inbox is out of storage space", "soft"),
        ("5.7.515", "550 5.7.515 Access denied, sending domain does not meet the authentication level", "sender"),
        ("5.7.1", "550 5.7.1 Message rejected due to SPF policy", "sender"),
        ("5.7.26", "550 5.7.26 This mail is unauthenticated", "sender"),
        ("5.6.0", "550 5.6.0 message content rejected", "sender"),
        ("5.1.8", "550 5.1.8 Access denied, bad outbound sender", "sender"),
        ("5.1.0", "550 5.1.0 <a@b.example> sender rejected by policy", "sender"),
        ("5.1.0", "550 5.1.0 Address rejected: no such user", "hard"),
        ("4.2.2", "452 4.2.2 mailbox full", "soft"),
        ("4.4.7", "message expired", "soft"),
        ("4.4.1", "connect to mx: Connection timed out", "soft"),
        ("4.7.0", "421 4.7.0 our system has detected an unusual rate of mail", "sender"),
        ("5.4.4", "Unable to route: no MX", "soft"),
        ("5.3.4", "552 5.3.4 message too big", "soft"),
        ("5.0.0", "550 Requested action not taken: mailbox unavailable", "hard"),
        ("5.0.0", "550 mailbox is full", "soft"),
        ("5.0.0", "554 transaction failed: listed on a blocklist", "sender"),
        ("5.0.0", "554 transaction failed", "soft"),
        ("", "550 no such user here", "hard"),
        ("", "", "soft"),
        ("nonsense", "more nonsense", "soft"),
    ],
)
def test_a_status_says_whose_trouble_it_is(status: str, text: str, severity: str) -> None:
    assert weigh(status, text) is Severity(severity)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("550-5.1.1 The email account", "5.1.1"),
        ("550 mailbox unavailable", "5.0.0"),
        ("451 try later", "4.0.0"),
        ("smtp; 550 5.2.2 full", "5.2.2"),
        ("connected to 192.0.2.5.1.1", ""),
        ("nothing", ""),
    ],
)
def test_a_status_is_found_in_an_answer(text: str, status: str) -> None:
    assert status_of(text) == status
