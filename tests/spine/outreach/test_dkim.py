"""Signatures that another library verifies."""

import base64
from collections.abc import Callable

import dkim as verifier
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.spine.outreach.writing import firm, written
from trichter.kernel import keys
from trichter.spine.outreach import dkim, sealing
from trichter.spine.outreach.identities import Algorithm, DkimKey

pytestmark = pytest.mark.django_db
_DOMAIN = "ahornwerk.example"


def dns(*keys: DkimKey) -> Callable[..., bytes]:
    """The TXT records of these keys."""
    zone = {f"{name}.".encode(): text.encode() for name, text in map(dkim.record, keys)}
    return lambda name, **_given: zone[name]


def verify(source: bytes, *keys: DkimKey) -> bool:
    """Whether each signature holds; dkimpy looks at one at a time."""
    try:
        return all(verifier.DKIM(source).verify(idx=place, dnsfunc=dns(*keys)) for place in range(len(keys)))
    except verifier.ValidationError:
        return False


def tags(source: bytes) -> dict[str, str]:
    """Those of the first signature."""
    line = source.split(b"\r\nFrom:")[0].replace(b"\r\n ", b"").decode().partition(":")[2]
    return {name.strip(): value.strip() for name, _is, value in (tag.partition("=") for tag in line.split(";"))}


@pytest.fixture(params=list(Algorithm))
def key(request: pytest.FixtureRequest) -> DkimKey:
    """One of each kind."""
    return dkim.make(_DOMAIN, request.param)


def test_a_mail_is_signed_so_that_others_believe_it(key: DkimKey) -> None:
    firm()
    source = written().source
    assert source.startswith(b"DKIM-Signature: v=1; a=" + key.algorithm.encode())
    assert verify(source, key)


def test_a_mail_may_bear_both_signatures() -> None:
    firm()
    both = [dkim.make(_DOMAIN, Algorithm.RSA), dkim.make(_DOMAIN, Algorithm.ED25519)]
    source = written().source
    assert source.count(b"DKIM-Signature:") == 2
    assert verify(source, *both)


# LAW 2.1
def test_the_signature_covers_both_unsubscribe_headers(key: DkimKey) -> None:
    firm()
    source = written(is_advertising=True, contact_id=7, purpose="newsletter").source
    assert {"list-unsubscribe", "list-unsubscribe-post"} <= set(tags(source)["h"].split(":"))
    assert verify(source, key)
    assert not verify(source.replace(b"List-Unsubscribe=One-Click", b"List-Unsubscribe=Two-Clicks"), key)
    assert not verify(source.replace(b"List-Unsubscribe: <http", b"List-Unsubscribe: <xttp"), key)


@pytest.mark.parametrize(
    "added", [b"From: x@evil.example", b"Subject: y", b"To: z@z.example", b"Reply-To: x@evil.example"]
)
def test_nobody_can_add_a_second_one_of_what_is_single(key: DkimKey, added: bytes) -> None:
    firm()
    source = written().source
    assert not verify(added + b"\r\n" + source, key)
    assert not verify(source.replace(b"MIME-Version:", added + b"\r\nMIME-Version:", 1), key)


def test_a_changed_body_is_noticed(key: DkimKey) -> None:
    firm()
    source = written().source
    assert not verify(source.replace(b"danke.", b"bitte."), key)


def test_what_a_server_may_do_on_the_way_breaks_nothing(key: DkimKey) -> None:
    firm()
    source = written().source
    traced = b"Received: from a by b\r\n\tfor <c>\r\n" + source.replace(b"Subject: ", b"SUBJECT:   ") + b"\r\n\r\n"
    assert verify(traced, key)


def test_without_a_key_a_mail_leaves_unsigned() -> None:
    firm()
    assert b"DKIM-Signature" not in written().source


def test_a_newer_key_takes_over(key: DkimKey) -> None:
    newer = dkim.make(_DOMAIN, Algorithm(key.algorithm))
    assert newer.selector != key.selector
    assert dkim.keys_of(_DOMAIN) == [newer]


def test_the_private_key_does_not_lie_in_the_database(key: DkimKey) -> None:
    stored = bytes(key.private)
    assert b"\x30\x82" not in stored[:20]
    plain = sealing.unseal(stored, purpose=f"dkim {key.selector} {key.domain}")
    assert plain not in stored
    with pytest.raises(sealing.OtherSecrets):
        sealing.unseal(stored, purpose=f"dkim {key.selector} other.example")


def test_a_database_used_with_another_key_says_one_clear_sentence(
    key: DkimKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm()
    dkim._signer.cache_clear()
    monkeypatch.setattr(sealing, "key", lambda name: b"x" * 32 if name == "secrets" else keys.key(name))
    with pytest.raises(sealing.OtherSecrets, match="TRICHTER_KEY_SECRETS"):
        written()


_ODD = st.text(st.sampled_from(' \tab=;:"<>é\x7f~'), max_size=90)
_BODY = st.lists(st.sampled_from([b"", b" ", b"\t", b"a", b"a  b", b"a \t ", b".", b"\xc3\xa4", b"--=_"]), max_size=12)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from(["X-Odd", "To", "Cc", "References", "List-Id", "Subject"]), _ODD), max_size=6),
    _BODY,
    st.sampled_from([b"\r\n", b"\r\n\r\n", b"  \r\n"]),
)
def test_any_head_and_any_body_can_be_signed(
    key: DkimKey, lines: list[tuple[str, str]], body: list[bytes], end: bytes
) -> None:
    head = b"".join(f"{name}:{value.replace(chr(9), chr(13) + chr(10) + chr(9))}\r\n".encode() for name, value in lines)
    head = b"".join(line + b"\r\n" for line in head.split(b"\r\n") if line.strip())
    source = b"From: a@ahornwerk.example\r\n" + head + b"\r\n" + b"\r\n".join(body) + end
    assert verifier.verify(dkim.signed(source, domain=_DOMAIN), dnsfunc=dns(key))


def test_the_dns_text_is_what_verifiers_read(key: DkimKey) -> None:
    name, text = dkim.record(key)
    assert name == f"{key.selector}._domainkey.{_DOMAIN}"
    assert text.startswith("v=DKIM1; k=")
    assert base64.b64decode(text.rpartition("p=")[2])
