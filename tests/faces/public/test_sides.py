"""Visitors and colleagues on one host or on two: each sees what is theirs, and a visitor's browser keeps nothing."""

from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client
from django.urls import URLPattern, URLResolver, clear_url_caches, get_resolver, path

from trichter.faces.public import urls as public
from trichter.faces.public.visitors import embeddable, visitors
from trichter.faces.sides import STAFF, VISITORS
from trichter.facts.staff.models import User
from trichter.kernel.environment import Environment

pytestmark = pytest.mark.django_db
INFO = {"Host": "info.firma.example"}
DESK = {"Host": "trichter.firma.example"}

Settings = Any
Serve = Callable[[Callable[[HttpRequest], HttpResponse]], str]


@pytest.fixture
def two_hosts(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["info.firma.example", "trichter.firma.example"]
    settings.VISITORS_HOST = "info.firma.example"


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Put one more page on the visitors' side; its address."""

    def put(view: Callable[[HttpRequest], HttpResponse]) -> str:
        monkeypatch.setattr(public, "urlpatterns", [*public.urlpatterns, path("probe/", visitors(view), name="probe")])
        clear_url_caches()
        return "/probe/"

    yield put
    clear_url_caches()


def named(patterns: Sequence[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from named(pattern.url_patterns)
        else:
            yield pattern


def test_one_host_serves_both(client: Client) -> None:
    assert client.get("/impressum/").status_code == 200
    assert client.get("/anmelden/").status_code == 200
    assert client.get("/kontakte/").status_code == 302


@pytest.mark.usefixtures("two_hosts")
def test_the_visitors_host_serves_visitors_alone(client: Client) -> None:  # LAW 4.4, ASVS 3.5.4
    assert client.get("/impressum/", headers=INFO).status_code == 200
    for path_of_colleagues in ("/", "/anmelden/", "/kontakte/", "/einstellungen/", "/konto/"):
        answer = client.get(path_of_colleagues, headers=INFO)
        assert answer.status_code == 404
        assert "Trichter" not in answer.content.decode()


@pytest.mark.usefixtures("two_hosts")
def test_a_colleague_who_is_signed_in_is_a_visitor_there(client: Client, lea: User) -> None:  # LAW 4.4, ASVS 3.5.4
    client.force_login(lea)
    assert client.get("/kontakte/", headers=INFO).status_code == 404
    assert client.get("/kontakte/", headers=DESK).status_code == 200


@pytest.mark.usefixtures("two_hosts")
def test_the_colleagues_host_has_no_page_of_visitors(client: Client) -> None:  # LAW 4.4, ASVS 3.5.4
    for path_of_visitors in ("/impressum/", "/datenschutz/", "/o/stil.css"):
        answer = client.get(path_of_visitors, headers=DESK)
        assert answer.status_code == 404
        assert "Trichter" in answer.content.decode()
    assert client.get("/anmelden/", headers=DESK).status_code == 200


@pytest.mark.usefixtures("two_hosts")
@pytest.mark.parametrize("host", ["info.firma.example:443", "INFO.firma.example", "info.firma.example."])
def test_a_host_is_known_in_every_spelling(client: Client, host: str) -> None:
    assert client.get("/impressum/", headers={"Host": host}).status_code == 200
    assert client.get("/kontakte/", headers={"Host": host}).status_code == 404


@pytest.mark.usefixtures("two_hosts")
def test_a_balancer_is_answered_on_both_hosts(client: Client) -> None:
    assert {client.get("/healthz", headers=host).status_code for host in (INFO, DESK)} == {200}


@pytest.mark.usefixtures("two_hosts")
def test_a_foreign_host_is_refused(client: Client) -> None:
    assert client.get("/impressum/", headers={"Host": "evil.example"}).status_code == 400


def test_the_settings_know_both_hosts_and_trust_forms_of_colleagues_only() -> None:
    here = Environment.model_validate(
        {"public_url": "https://trichter.firma.example", "visitors_url": "https://info.firma.example/"}
    )
    assert here.visitors_host == "info.firma.example"
    assert {"trichter.firma.example", "info.firma.example"} <= set(here.hosts)
    assert here.origins == ["https://trichter.firma.example"]
    assert here.is_https_somewhere
    assert Environment.model_validate(
        {"public_url": "http://a.example", "visitors_url": "https://b.example"}
    ).is_https_somewhere
    assert not Environment.model_validate({}).is_https_somewhere
    assert Environment.model_validate({}).visitors_host is None


@pytest.mark.parametrize(
    "visitors_url", ["https://trichter.firma.example:8443", "info.firma.example", "ftp://x.example"]
)
def test_a_host_that_is_none_of_its_own_is_refused(visitors_url: str) -> None:
    with pytest.raises(ValueError, match="visitors_url"):
        Environment.model_validate({"public_url": "https://trichter.firma.example", "visitors_url": visitors_url})


def test_names_of_pages_differ_so_that_each_leads_to_one() -> None:
    of_colleagues = {pattern.name for pattern in named(get_resolver(STAFF).url_patterns)}
    of_visitors = {pattern.name for pattern in named(get_resolver(VISITORS).url_patterns)}
    assert of_colleagues & of_visitors == set()


def test_every_page_of_visitors_is_opened_to_everybody() -> None:
    views = {pattern.name: pattern.callback for pattern in named(get_resolver(VISITORS).url_patterns)}
    assert [name for name, view in views.items() if getattr(view, "login_required", True)] == []
    assert [name for name, view in views.items() if not getattr(view, "csrf_exempt", False)] == []


@pytest.mark.usefixtures("ahornwerk")
@pytest.mark.parametrize(
    "page", ["/impressum/", "/datenschutz/", "/barrierefreiheit/", "/o/stil.css", "/o/zeichen.svg"]
)
def test_nothing_is_kept_in_the_browser_and_nothing_read_from_it(  # LAW 5.1
    client: Client, lea: User, page: str, statements: list[str]
) -> None:
    client.force_login(lea)
    client.cookies["django_language"] = "en"
    del statements[:]
    answer = client.get(page, headers={"Accept-Language": "de"})
    assert answer.status_code == 200
    assert answer.cookies == {}
    assert "Cookie" not in answer.headers["Vary"]
    assert answer.headers["Content-Language"] == "de"
    assert [sql for sql in statements if "session" in sql or "staff_user" in sql] == []


def test_a_view_that_wants_a_cookie_gets_none(client: Client, serve: Serve) -> None:  # LAW 5.1
    def greedy(request: HttpRequest) -> HttpResponse:
        request.session["seen"] = True
        get_token(request)
        response = HttpResponse("ok")
        response.set_cookie("mine", "1")
        return response

    answer = client.get(serve(greedy))
    assert answer.content == b"ok"
    assert answer.cookies == {}


def test_a_post_needs_no_cookie(serve: Serve) -> None:
    answer = Client(enforce_csrf_checks=True).post(
        serve(lambda request: HttpResponse(request.POST["name"])), {"name": "x"}
    )
    assert answer.content == b"x"


def test_no_foreign_byte_may_come_in_and_nobody_may_frame_a_page(client: Client) -> None:  # LAW 4.2
    policies = [client.get("/impressum/").headers["Content-Security-Policy"] for _ in range(2)]
    rules = dict(rule.split(" ", 1) for rule in policies[0].split("; "))
    assert rules["default-src"] == rules["object-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert rules["style-src"] == rules["img-src"] == rules["form-action"] == rules["connect-src"] == "'self'"
    assert rules["script-src"].startswith("'nonce-")
    assert "unsafe" not in policies[0]
    assert policies[0] != policies[1]


@pytest.mark.parametrize(
    ("origins", "ancestors"),
    [
        (["https://www.firma.example", "http://localhost:8000"], "https://www.firma.example http://localhost:8000"),
        ([], "'none'"),
        (["https://a.example; script-src *", "*", "https://a.example/path"], "'none'"),
    ],
)
def test_only_the_origins_of_an_offer_may_embed_it(  # LAW 4.3
    client: Client, serve: Serve, origins: list[str], ancestors: str
) -> None:
    answer = client.get(serve(lambda request: embeddable(HttpResponse("ok"), origins)))
    assert answer.headers["Content-Security-Policy"].endswith(f"frame-ancestors {ancestors}")


def test_every_answer_to_a_visitor_is_guarded(client: Client, settings: Settings) -> None:  # LAW 4.2
    settings.SECURE_HSTS_SECONDS = 31_536_000
    headers = client.get("/impressum/", secure=True).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.usefixtures("ahornwerk")
@pytest.mark.parametrize(
    ("address", "accepts", "language"),
    [
        ("/impressum/", "de-AT,de;q=0.9", "de"),
        ("/impressum/", "fr,en;q=0.5", "en"),
        ("/impressum/?lang=de", "en", "de"),
        ("/impressum/?lang=en", "de", "en"),
        ("/impressum/?lang=xx", "de", "de"),
        ("/impressum/", "*", "en"),
        ("/impressum/", "", "en"),
    ],
)
def test_a_page_speaks_as_asked(client: Client, address: str, accepts: str, language: str) -> None:
    answer = client.get(address, headers={"Accept-Language": accepts})
    assert answer.headers["Content-Language"] == language
    assert "Accept-Language" in answer.headers["Vary"]
    assert f'<html lang="{language}">' in answer.content.decode()


@pytest.mark.usefixtures("ahornwerk")
def test_a_chosen_language_stays_on_the_way(client: Client) -> None:
    page = client.get("/impressum/?utm_source=brief&lang=en", headers={"Accept-Language": "de"}).content.decode()
    assert 'href="/datenschutz/?lang=en"' in page
    assert 'href="/impressum/?utm_source=brief&amp;lang=de"' in page
    assert 'href="/datenschutz/"' in client.get("/impressum/").content.decode()


@pytest.mark.usefixtures("ahornwerk", "two_hosts")
@pytest.mark.parametrize(("language", "words"), [("de", "Hier ist nichts"), ("en", "There is nothing here")])
def test_what_is_not_there_is_told_by_the_firm(client: Client, language: str, words: str) -> None:
    answer = client.get("/o/gibt/es/nicht/", headers=INFO | {"Accept-Language": language})
    assert answer.status_code == 404
    assert words in answer.content.decode()
    assert "Ahornwerk GmbH, Lindenstraße 8, 79098 Freiburg" in answer.content.decode()


def test_a_fault_of_ours_is_told_without_the_database(
    client: Client, serve: Serve, django_assert_num_queries: Any
) -> None:
    client.raise_request_exception = False
    address = serve(lambda request: HttpResponse(str(1 // 0)))
    with django_assert_num_queries(0):
        answer = client.get(address, headers={"Accept-Language": "en"})
    assert answer.status_code == 500
    assert "The fault is ours" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/rechte/", "/rechte/x/", "/u/x/", "/c/x/", "/p/x/", "/d/x/", "/o/x/", "/o/x/embed/"])
def test_nobody_uploads_anything_to_a_page_of_visitors(
    client: Client, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored: list[int] = []
    monkeypatch.setattr(TemporaryUploadedFile, "__init__", lambda *_given: stored.append(1))
    answer = client.post(path, {"file": BytesIO(b"a" * 3_000_000)}, headers={"Accept-Language": "de"})
    assert answer.status_code == 413
    assert "mehr, als wir auf einmal annehmen" in answer.content.decode()
    assert not stored
