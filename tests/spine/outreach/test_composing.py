"""From a letter of the ledger to the bytes that leave."""

import re
from email.utils import parseaddr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import lea
from tests.spine.outreach.writing import firm, letter, parsed, part, written
from trichter.facts.house import services as house
from trichter.kernel.environment import environment
from trichter.spine.outreach import composing, headers, links, senders, verp
from trichter.spine.outreach.addressing import NotWritable, mailbox
from trichter.spine.outreach.grounds import Consented

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ahornwerk(db: None) -> None:
    firm()


# LAW 2.5
def test_a_mail_has_a_text_and_an_html_part_and_a_name_of_its_own() -> None:
    one, other = written(), written()
    mail = parsed(one.source)
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert mail["Message-ID"] == one.message_id
    assert one.message_id != other.message_id
    assert one.message_id.endswith("@ahornwerk.example>")
    assert mail["Date"].datetime.tzinfo is not None
    assert "danke." in part(one.source, "plain")
    assert "danke." in part(one.source, "html")


def test_every_line_is_seven_bits_short_and_ends_as_smtp_wants() -> None:
    source = written(context={"subject": "Größe " * 60, "body": "Ä" * 3_000 + "\n.\nFrom x\n" + "ö " * 500}).source
    source.decode("ascii")
    assert b"\n" not in source.replace(b"\r\n", b"")
    assert max(len(line) for line in source.split(b"\r\n")) <= 78
    assert parsed(source)["Subject"] == ("Größe " * 60).strip()
    assert "Ä" * 3_000 in part(source, "plain")
    assert "\r\n.\r\n" not in source.decode()


def test_a_colleague_writes_in_their_own_name_and_is_answered() -> None:
    writer = lea()
    mail = parsed(written(context={"subject": "Ihre Frage", "body": "Text", "colleague": writer.pk}).source)
    assert parseaddr(mail["From"]) == ("Lea Hofstetter, Ahornwerk", "info@ahornwerk.example")
    assert mail["Reply-To"] == "lea@ahornwerk.example"
    assert "Lea Hofstetter" in part(mail.as_bytes(), "plain")
    # LAW 2.5: a colleague is no machine.
    assert mail["Auto-Submitted"] is None


def test_a_colleague_with_a_sender_of_their_own_writes_under_it() -> None:
    writer = lea()
    senders.add("Lea Hofstetter", address="lea@post.ahornwerk.example", colleague=writer.pk)
    mail = parsed(written(context={"subject": "x", "body": "y", "colleague": writer.pk}).source)
    assert parseaddr(mail["From"]) == ("Lea Hofstetter", "lea@post.ahornwerk.example")
    assert mail["Reply-To"] is None


def test_without_any_sender_nothing_can_be_written() -> None:
    house.change(email="")
    with pytest.raises(senders.NoSender, match="Senders"):
        written()


def test_an_answer_names_what_it_answers() -> None:
    mail = parsed(
        written(
            context={
                "subject": "Re: x",
                "body": "y",
                "in_reply_to": "<a@b.example>",
                "references": "<first@b.example> nonsense <a@b.example>",
            }
        ).source
    )
    assert mail["In-Reply-To"] == "<a@b.example>"
    assert mail["References"] == "<first@b.example> <a@b.example>"


# LAW 2.1
def test_advertising_has_both_headers_of_the_way_out_and_its_link() -> None:
    composed = written(is_advertising=True, purpose="newsletter", contact_id=7, ground={"ground": Consented.name}, id=5)
    mail = parsed(composed.source)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = mail["List-Unsubscribe"].strip("<>")
    assert url in part(composed.source, "plain")
    assert url in part(composed.source, "html").replace("&amp;", "&")
    token = url.rstrip("/").rsplit("/", 1)[1]
    assert links.read("unsubscribe", token) == {"message": 5, "contact": 7, "purpose": "newsletter"}


def test_what_is_no_advertising_has_no_way_out() -> None:
    assert parsed(written().source)["List-Unsubscribe"] is None


# LAW 1.16
def test_every_mail_says_who_we_are() -> None:
    for kind in ("plain", "html"):
        said = part(written().source, kind)
        assert "Ahornwerk GmbH" in said
        assert "HRB 000000" in said
        assert "/impressum/" in said


# LAW 2.7
def test_no_mail_loads_anything_from_elsewhere() -> None:
    html = part(written(is_advertising=True, contact_id=7, purpose="x").source, "html")
    assert not re.search(r"<img|<link|url\(|@import|<script", html)
    assert {url.split("/")[2] for url in re.findall(r'(?:src|href)="(http[^"]*)"', html)} <= {
        f"127.0.0.1:{environment().port}"
    }


# LAW 2.9
def test_a_mail_can_be_read_in_the_dark() -> None:
    html = part(written().source, "html")
    assert '<meta name="color-scheme" content="light dark"' in html
    assert "@media (prefers-color-scheme: dark)" in html


def test_what_a_person_told_us_is_words_and_never_markup() -> None:
    html = part(
        written(context={"subject": "<b>", "body": "<script>alert(1)</script><mj-include path='x'/>"}).source, "html"
    )
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html
    assert "mj-include" in html


def test_an_international_domain_travels_in_ascii() -> None:
    composed = written(address="anja@gießerei-wellner.example")
    assert composed.envelope_to == "anja@xn--gieerei-wellner-sib.example"
    assert not composed.is_international


def test_an_international_local_part_asks_for_a_server_that_knows_it() -> None:
    composed = written(address="grüße@wellner.example")
    assert composed.is_international
    assert "grüße@wellner.example".encode() in composed.source


@pytest.mark.parametrize(
    "address",
    [
        "", "x", "@", "a@", "@b.example", "a b@c.example", "a@b.example\r\nRCPT TO:<c@d.example>", "a\n@b.example",
        '"a"@b.example', "a@b.example,c@d.example", "a@b.example>", "<a@b.example", "a..b@c.example", "a@b..example",
        "a@-b.example", "a\x00b@c.example", "x" * 65 + "@b.example", "a(b)@c.example", "a\u2028b@c.example",
    ],
)  # fmt: skip
# LAW 4.4 (SMTP injection)
def test_an_address_that_could_break_out_is_refused(address: str) -> None:
    with pytest.raises(NotWritable):
        written(address=address)


# LAW 4.4 (SMTP injection)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(subject=st.text(min_size=1), name=st.text(min_size=1))
def test_no_subject_and_no_name_adds_a_line(subject: str, name: str) -> None:
    composed = composing.compose(letter(context={"subject": f"{subject}\r\nBcc: evil@e.example", "body": "x"}))
    head = composed.source.partition(b"\r\n\r\n")[0]
    known = {"From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"}
    names = {line.split(b":")[0].decode() for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))}
    assert names <= known
    line = b"".join(headers.mailboxes("From", [(f"{name}\r\nBcc: e", mailbox("a@b.example"))]).split(b"\r\n "))
    assert line.count(b"\r\n") == 1
    assert line.isascii()


def test_returned_mail_knows_its_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    assert written().envelope_from == "info@ahornwerk.example"
    monkeypatch.setattr(environment(), "return_address", "bounces@ahornwerk.example")
    returned = written(id=123_456).envelope_from
    assert re.fullmatch(r"bounces\+[a-z2-7]+@ahornwerk\.example", returned)
    assert verp.read(returned) == 123_456
    assert verp.read(returned.upper()) == 123_456


@pytest.mark.parametrize(
    "address", ["", "bounces@a.example", "bounces+@a.example", "bounces+aaaaaaaaaaaaaaaaaaaa@a.example", "+1@x"]
)
def test_an_address_that_we_did_not_write_knows_no_letter(address: str) -> None:
    assert verp.read(address) is None


@given(st.integers(min_value=0, max_value=2**63 - 1))
def test_every_letter_has_a_token_that_fits_an_address(number: int) -> None:
    said = verp.token(number)
    assert len("x" * 30 + "+" + said) <= 64
    assert verp.read(f"bounces+{said}@a.example") == number
