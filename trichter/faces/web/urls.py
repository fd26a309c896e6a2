"""The addresses of the staff's side."""

from allauth.account import views as account
from django.urls import path

from trichter.faces.web.views import proofs
from trichter.faces.web.views.contacts import contact, contacts
from trichter.faces.web.views.firm import firm
from trichter.faces.web.views.overview import overview
from trichter.faces.web.views.preferences import preferences
from trichter.faces.web.views.privacy_notice import privacy_notice
from trichter.faces.web.views.settings import settings

urlpatterns = [
    path("", overview, name="overview"),
    path("kontakte/", contacts, name="contacts"),
    path("kontakte/<int:contact_id>/", contact, name="contact"),
    path("kontakte/<int:contact_id>/nachweis/", proofs.page, name="proof"),
    path("kontakte/<int:contact_id>/nachweis.pdf", proofs.paper, name="proof_pdf"),
    path("einstellungen/", settings, name="settings"),
    path("einstellungen/firma/", firm, name="firm"),
    path("einstellungen/datenschutzerklaerung/", privacy_notice, name="privacy_notice"),
    path("konto/", preferences, name="preferences"),
    path("anmelden/", account.login, name="account_login"),
    path("abmelden/", account.logout, name="account_logout"),
    path("konto/gesperrt/", account.account_inactive, name="account_inactive"),
    path("konto/passwort/", account.password_change, name="account_change_password"),
]
