"""The builder of rules without any script: its inputs hold the rule, and each button changes it by one step."""

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from tests.factories import anna, bernd, does
from tests.generation.offers.makings import our_house, published
from trichter.facts.staff.models import Role, User
from trichter.insight import outcomes
from trichter.insight.patience import TookTooLong
from trichter.qualification.rules.checking import check, read
from trichter.qualification.rules.printing import printed
from trichter.qualification.rules.text import parse
from trichter.qualification.rules.tree import Colleague, Every, Node, Not, Some
from trichter.qualification.segments import editing
from trichter.qualification.segments.models import Segment
from trichter.spine import segmenting

pytestmark = pytest.mark.django_db

NEW = "/segmente/neu/"
RULES = [
    'company.industry is any of ("Gießerei", "Metall")',
    "company.employees between 50 and 500",
    "company.industry is unknown and not customer",
    "email ends with \".example\" and created in the last 30 days",
    "created on last week or created before 2 months ago or created on 2026-03-01",
    "stage at least mql and not (country is \"AT\" or tags has any of (\"wichtig\"))",
    "did page.viewed where path starts with \"/preise\" at least 2 times in the last 30 days",
    "did form.submitted between 1 and 3 times",
    "never did mail.sent",
    "lead or (mql and not did call.made)",
    "any colleague (did page.viewed and mql)",
    "not any colleague (mql)",
    "sum of amount of purchase.made in the last 365 days at least 1000 and prospect",
    "first purchase.made on last year",
]  # fmt: skip


@pytest.fixture(autouse=True)
def english(lea: User) -> None:
    User.objects.filter(pk=lea.pk).update(language="en")


class _Form(HTMLParser):
    """The successful controls of the form with the rule, as a browser would post them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: list[tuple[str, str]] = []
        self.select: str | None = None
        self.first: str | None = None
        self.chosen: str | None = None
        self.area: list[str] | None = None
        self.within = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            self.within = given.get("id") == "rule-form"
        if not self.within:
            return
        if tag == "input" and name and (given.get("type") != "checkbox" or "checked" in given):
            self.values.append((name, given.get("value") or ""))
        elif tag == "select":
            self.select, self.first, self.chosen = name, None, None
        elif tag == "option":
            value = given.get("value") or ""
            self.first = value if self.first is None else self.first
            self.chosen = value if "selected" in given else self.chosen
        elif tag == "textarea":
            self.area = [name, ""]

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area[1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self.select:
            chosen = self.first if self.chosen is None else self.chosen
            self.values.append((self.select, chosen or ""))
            self.select = None
        elif tag == "textarea" and self.area is not None:
            # As HTML has it, a first line end within a textarea is none.
            self.values.append((self.area[0], self.area[1].removeprefix("\n")))
            self.area = None
        elif tag == "form":
            self.within = False


class Page:
    """Somebody at the builder without any script."""

    def __init__(self, client: Client, address: str = NEW, **given: str) -> None:
        self.client, self.address = client, address
        self._read(client.get(address, given))

    def _read(self, answer: Any) -> None:
        self.status, self.location = answer.status_code, answer.headers.get("Location", "")
        self.html = answer.content.decode()
        self.values = _Form(self.html).values

    def fill(self, **given: str) -> "Page":
        """By name, a dash for what a keyword cannot hold: `r_0__what` is `r-0.what`."""
        for key, value in given.items():
            self.put(key.replace("__", ".").replace("_", "-") if "__" in key else key, value)
        return self

    def put(self, name: str, *values: str) -> "Page":
        assert name in dict(self.values), f"there is no {name} among {[one for one, _value in self.values]}"
        at = [one for one, _value in self.values].index(name)
        self.values = [pair for pair in self.values if pair[0] != name]
        self.values[at:at] = [(name, value) for value in values]
        return self

    def press(self, do: str) -> "Page":
        assert f'value="{do}"' in self.html, f"there is no button {do}"
        data = QueryDict(mutable=True)
        for name, value in [*self.values, ("do", do)]:
            data.appendlist(name, value)
        self._read(self.client.post(self.address, data.urlencode(), content_type="application/x-www-form-urlencoded"))
        return self

    @property
    def problems(self) -> list[str]:
        """What the page says is wrong."""
        found = re.findall(r'class="(?:error|note note-bad)".*?</(?:span|p)>\s*</', self.html, re.S)
        return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in found]

    @property
    def text(self) -> str:
        """The rule as its text says it."""
        return dict(self.values)["text_was"]


@pytest.mark.parametrize("text", RULES)
def test_what_is_said_by_a_text_can_be_built_and_is_the_same_rule(client_of_lea: Client, text: str) -> None:
    page = Page(client_of_lea, text=text, name="Gebaut")
    page.press("save")
    assert page.status == 302, page.problems
    assert page.location.startswith("/segmente/")
    meant = check(parse(text)).rule
    built = check(read(Segment.objects.get().rule)).rule
    assert _meaning(built.where) == _meaning(meant.where)


def _meaning(node: Node) -> Any:
    """A tree in which neither the order of parts counts, nor groups of one part or within others of their sort: the
    builder writes who is left out behind the others."""
    match node:
        case Every():
            return _joined("all", [_meaning(one) for one in node.all])
        case Some():
            return _joined("any", [_meaning(one) for one in node.any])
        case Not():
            return "not", _meaning(node.negated)
        case Colleague():
            return "colleague", _meaning(node.colleague)
        case _:
            return node


def _joined(sort: str, parts: list[Any]) -> Any:
    flat: set[Any] = set()
    for part in parts:
        flat |= part[1] if isinstance(part, tuple) and part[0] == sort else {part}
    return (sort, frozenset(flat)) if len(flat) > 1 else flat.pop()


def test_the_comparison_of_rules_above_tells_them_apart() -> None:
    told = [_meaning(parse(text).where) for text in ("lead and (mql or customer)", "(lead and mql) or customer")]
    assert told[0] != told[1]
    assert _meaning(parse("not customer and (lead and mql)").where) == _meaning(
        parse("lead and mql and not customer").where
    )


def test_a_rule_is_built_step_by_step_and_saved(client_of_lea: Client) -> None:
    page = Page(client_of_lea).press("add:r")
    page.fill(r_0__what="company.industry").press("apply")
    page.fill(r_0__operator="is any of").press("apply")
    page.fill(r_0__text="Metall").press("more:r-0")
    page.put("r-0.text", "Metall", "Gießerei").press("more:r-0")
    assert page.text == "company.industry is any of (Metall, Gießerei)"
    page.press("group:r").fill(r_1_0__what="did:page.viewed").press("apply").press("add:r-1-0")
    page.fill(r_1_0_0__what="path").press("apply")
    page.put("r-1-0-0.operator", "starts with").press("apply").put("r-1-0-0.text", "/preise").press("apply")
    page.press("add:x").fill(x_0__what="customer").press("apply")
    page.press("save")
    assert page.status == 200
    assert "A segment needs" in page.html or "required" in page.html
    page.put("name", "Metall an Preisen").press("save")
    assert page.status == 302
    assert printed(read(Segment.objects.get().rule)) == (
        'company.industry is any of (Metall, Gießerei) and did page.viewed where path starts with "/preise"'
        " and not customer"
    )


def test_steps_are_undone_one_by_one_and_nothing_typed_is_lost(client_of_lea: Client) -> None:
    page = Page(client_of_lea, text="lead").put("name", "Leute")
    page.press("add:r").fill(r_1__what="mql").press("apply")
    assert page.text == "lead and mql"
    page.press("remove:r-0")
    assert page.text == "mql"
    page.press("undo")
    assert (page.text, dict(page.values)["name"]) == ("lead and mql", "Leute")
    page.press("undo").press("undo")
    assert page.text == "lead"
    assert 'value="undo"' not in page.html


def test_conditions_and_groups_move_up_and_down_among_their_like(client_of_lea: Client) -> None:
    page = Page(client_of_lea, text="lead and (mql or customer) and prospect and not sql")
    assert 'value="up:r-0"' not in page.html
    assert 'value="down:r-2"' not in page.html
    assert 'value="up:x-0"' not in page.html
    page.press("up:r-1").press("down:r-0-0")
    assert page.text == "(customer or mql) and lead and prospect and not sql"
    assert re.search(r'id="up-r-0-1"[^>]*autofocus', page.html)
    page.press("down:r-0").press("undo")
    assert page.text == "(customer or mql) and lead and prospect and not sql"


def test_a_text_that_is_no_rule_stays_with_its_place_marked(client_of_lea: Client) -> None:
    page = Page(client_of_lea, text="lead")
    page.put("text", "lead and nonsense is 3").press("text")
    assert "<mark>nonsense is 3</mark>" in page.html
    assert page.text == "lead"
    page.press("add:r")
    assert dict(page.values)["text"] == "lead and nonsense is 3"
    page.put("name", "Halb").press("save")
    assert page.status == 200
    assert not Segment.objects.exists()
    page.press("remove:r-1").put("text", "lead and (mql").press("text")
    assert 'aria-invalid="true"' in page.html
    page.put("text", "lead or mql").press("text")
    assert page.text == "lead or mql"


def test_what_is_wrong_is_said_at_its_row(client_of_lea: Client) -> None:
    page = Page(client_of_lea).press("add:r").fill(r_0__what="company.employees").press("apply")
    page.put("r-0.text", "viele").put("name", "Große").press("save")
    assert page.status == 200
    assert 'id="r-0-problem"' in page.html
    assert ">viele<" in page.html or 'value="viele"' in page.html
    page.press("add:r").press("save")
    assert 'id="r-1-problem"' in page.html
    assert not Segment.objects.exists()


def test_a_rule_over_a_field_that_is_gone_shows_where(client_of_lea: Client) -> None:
    page = Page(client_of_lea).press("add:r").put("r-0.what", "custom.gone").put("name", "Weg").press("save")
    assert 'id="r-0-problem"' in page.html
    assert "custom.gone" in page.html


def test_who_changes_a_rule_sees_first_how_many_enter_and_leave(client_of_lea: Client) -> None:
    does(anna(), "page.viewed", {"url": "/preise"})
    does(bernd(), "note.written", {"text": "Nur notiert"})
    segment = editing.create("Leser", parse("did page.viewed")).pk
    segmenting.gather_changed()
    page = Page(client_of_lea, reverse("segment_edit", args=[segment]))
    page.fill(r_0__what="did:note.written").press("apply").press("save")
    assert page.status == 200
    assert Segment.objects.get().version == 1
    said = " ".join(page.html.split())
    assert "1 enter, 1 leave; then there are 1." in said, re.findall(".{80}enter,.*there", said)
    page.press("save")
    assert page.status == 302
    assert Segment.objects.get().version == 2


def test_a_change_that_takes_too_long_to_count_is_not_said_to_be_none(
    client_of_lea: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_rule: object, **_given: object) -> None:
        raise TookTooLong

    segment = editing.create("Leser", parse("lead")).pk
    monkeypatch.setattr(editing, "preview", slow)
    page = Page(client_of_lea, reverse("segment_edit", args=[segment]))
    page.put("text", "mql").press("text").press("save")
    assert "Counting takes longer than we wait for." in page.html
    assert "0 leave" not in page.html
    assert page.press("save").status == 302


def test_two_who_edit_one_rule_lose_nothing_silently(client_of_lea: Client) -> None:
    segment = editing.create("Leser", parse("lead")).pk
    page = Page(client_of_lea, reverse("segment_edit", args=[segment])).put("name", "Meine")
    editing.change(segment, rule=parse("mql"))
    page.press("add:r").fill(r_1__what="customer").press("apply").press("save").press("save")
    assert page.status == 200
    assert "Somebody else has changed this segment" in page.html
    assert (dict(page.values)["name"], page.text) == ("Meine", "lead and customer")
    assert printed(read(Segment.objects.get().rule)) == "mql"
    assert re.search(r"Their rule:</b>\s*[^<]*MQL", page.html)
    page.press("save").press("save")  # they have seen it: once more whom it changes, then it is theirs
    assert (page.status, printed(read(Segment.objects.get().rule))) == (302, "lead and customer")


def test_a_segment_that_would_use_itself_is_refused_with_the_way(client_of_lea: Client) -> None:
    first = editing.create("Erstes", parse("lead")).pk
    second = editing.create("Zweites", parse(f"segment.{first}")).pk
    page = Page(client_of_lea, reverse("segment_edit", args=[first]))
    page.put("text", f"segment.{second}").press("text").press("save").press("save")
    assert "The segment would use itself" in page.html


def test_without_a_script_a_button_counts(client_of_lea: Client) -> None:
    does(anna(), "form.submitted", {"title": "Whitepaper"})
    page = Page(client_of_lea, text="did form.submitted and lead")
    assert "anna@" not in page.html
    page.press("count")
    assert "anna@" in page.html
    assert "<b>1</b>" in page.html.replace("\n", "").replace(" ", "")


def test_the_counts_come_by_a_request_of_their_own(client_of_lea: Client) -> None:
    does(anna(), "form.submitted", {"title": "Whitepaper"})
    page = Page(client_of_lea, text="did form.submitted and not customer")
    answer = client_of_lea.post(reverse("segment_outcome"), dict(page.values))
    html = answer.content.decode()
    assert 'id="left-r-0" hx-swap-oob="true"' in " ".join(html.split())
    assert "anna@" in html


def test_others_are_shown_beside_what_a_change_would_do(client_of_lea: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcomes, "EXAMPLES", 1)
    does(anna(), "form.submitted", {"title": "Whitepaper"})
    does(bernd(), "form.submitted", {"title": "Whitepaper"})
    segment = editing.create("Leser", parse("customer")).pk
    values = dict(Page(client_of_lea, text="did form.submitted").values)
    shown, address = [], f"{reverse('segment_outcome')}?segment={segment}"
    for skip in ("0", "1"):
        html = client_of_lea.post(address, values | {"skip": skip}).content.decode()
        assert "Saved so, 2 enter and 0 leave." in html
        shown.append(re.findall(r'href="/kontakte/(\d+)/"', html))
        address = re.findall(r'hx-post="([^"]*)"', html)[0]
    assert [len(one) for one in shown] == [1, 1]
    assert shown[0] != shown[1]


def test_nonsense_that_is_posted_is_no_rule_and_no_error(client_of_lea: Client) -> None:
    for past in ("[", "{}", "[1]", json.dumps([{"within": None}]), "[" * 3_000):
        data = {"past": past, "do": "undo", "r-0.sort": "condition", "r-0.what": "x.y", "r-0-0.sort": "group"}
        assert client_of_lea.post(NEW, data).status_code == 200
    nowhere = ["add:r-7", "drop:r-0:x", "remove:", "colleague:x", "more:", "up:r", "down:r-0", "up:r-7", "up:"]
    for do in (*nowhere, "group:r-0-0-0-0-0-0-0-0-0-0"):
        assert client_of_lea.post(NEW, {"do": do, "r-0.sort": "text", "r-0.text": "((("}).status_code == 200


def test_only_marketing_and_the_administration_build_segments(client_of_lea: Client, lea: User) -> None:
    User.objects.filter(pk=lea.pk).update(role=Role.SALES)
    assert client_of_lea.get(NEW).status_code == 403
    assert NEW not in client_of_lea.get("/segmente/").content.decode()


def test_an_offer_is_chosen_by_its_name(client_of_lea: Client) -> None:
    our_house()
    offer = published().pk
    page = client_of_lea.get("/segmente/neu/", {"text": f"did form.submitted where offer is {offer}"})
    assert re.search(rf'<option value="{offer}"\s+selected>\s*Twelve levers', page.content.decode())
