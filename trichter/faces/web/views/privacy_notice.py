"""The privacy notice in both languages: what is in force, a new version, and those before."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trichter.faces.web.roles import requires
from trichter.faces.web.settling import kept
from trichter.facts.house import queries, services
from trichter.facts.house.queries import Notice
from trichter.facts.staff.permissions import Permission
from trichter.spine.outreach import links


class NoticeForm(forms.Form):
    """One language of it."""

    language = forms.ChoiceField(choices=settings.LANGUAGES, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 18}),
        strip=False,
        max_length=200_000,
        error_messages={"required": _("The privacy notice has no text.")},
        help_text=_("# begins a heading, - an item, an empty line a paragraph; **bold** and [links](https://…) work."),
    )


@dataclass(frozen=True)
class Language:
    """What the page shows of one."""

    code: str
    name: Any
    form: NoticeForm
    versions: list[Notice]


@requires(Permission.SETTINGS)
def privacy_notice(request: HttpRequest) -> HttpResponse:
    """Publish a version, or show all (LAW 1.15). What was published is never changed."""
    sent = NoticeForm(request.POST, prefix=request.POST.get("prefix", "")) if request.method == "POST" else None
    if sent is not None and sent.is_valid() and _published(request, sent):
        return redirect("privacy_notice")
    languages = [_language(code, name, sent) for code, name in settings.LANGUAGES]
    page = links.url(reverse("privacy"))
    return render(request, "settings/privacy_notice.html", {"languages": languages, "page": page})


def _published(request: HttpRequest, sent: NoticeForm) -> bool:
    language = sent.cleaned_data["language"]
    publish = lambda: services.publish_notice(**sent.cleaned_data)  # noqa: E731
    said = _("The new version is in force.")
    return kept(request, sent, publish, what="notice.published", about=language, said=said, beside="text")


def _language(code: str, name: Any, sent: NoticeForm | None) -> Language:
    versions = queries.notices(code)
    if sent is not None and sent.prefix == code:
        return Language(code, name, sent, versions)
    kept = versions[0].text if versions else ""
    return Language(code, name, NoticeForm(prefix=code, initial={"language": code, "text": kept}), versions)
