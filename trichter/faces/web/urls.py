"""The addresses of the staff's side."""

from allauth.account import views as account
from django.urls import path, re_path

from trichter.faces.web import settings_urls
from trichter.faces.web.views import bulk, firstcontact, mailbox, offers, outbox, proofs, tasks, work
from trichter.faces.web.views.contacts import contact, contacts
from trichter.faces.web.views.overview import overview
from trichter.faces.web.views.preferences import preferences, sign_out
from trichter.faces.web.views.submissions import submissions
from trichter.faces.web.views.undo import undo

urlpatterns = [
    path("", overview, name="overview"),
    path("kontakte/", contacts, name="contacts"),
    path("kontakte/<int:contact_id>/", contact, name="contact"),
    path("kontakte/<int:contact_id>/nachweis/", proofs.page, name="proof"),
    path("kontakte/<int:contact_id>/nachweis.pdf", proofs.paper, name="proof_pdf"),
    path("angebote/", offers.offers, name="offers"),
    path("angebote/neu/", offers.new, name="offer_new"),
    path("angebote/<int:offer_id>/", offers.offer, name="offer_edit"),
    path("angebote/<int:offer_id>/einbinden/", offers.embed, name="offer_embedding"),
    path("angebote/<int:offer_id>/einbinden/code.svg", offers.code, name="offer_code"),
    path("angebote/<int:offer_id>/ergebnisse/", offers.results, name="offer_results"),
    path("angebote/<int:offer_id>/fassungen/", offers.versions, name="offer_versions"),
    path("angebote/<int:offer_id>/zuruecknehmen/", offers.withdraw, name="offer_withdraw"),
    path("angebote/<int:offer_id>/wieder-zeigen/", offers.restore, name="offer_restore"),
    path("einsendungen/", submissions, name="submissions"),
    path("kontakte/auswahl/exportieren/", bulk.export, name="bulk_export"),
    path("kontakte/auswahl/loeschen/", bulk.erase, name="bulk_erase"),
    path("kontakte/auswahl/<slug:action>/", bulk.change, name="bulk"),
    path("arbeiten/", work.listing, name="works"),
    path("arbeiten/<int:work_id>/", work.page, name="work"),
    path("arbeiten/<int:work_id>/abbrechen/", work.cancel, name="work_cancel"),
    path("arbeiten/<int:work_id>/rueckgaengig/", work.undo, name="work_undo"),
    path("arbeiten/<int:work_id>/datei/", work.file, name="work_file"),
    *settings_urls.urlpatterns,
    path("kontakte/<int:contact_id>/aufgaben/", tasks.open_one, name="task_open"),
    path("aufgaben/", tasks.page, name="tasks"),
    path("aufgaben/<int:task_id>/erledigen/", tasks.finish, name="task_finish"),
    path("aufgaben/<int:task_id>/verschieben/", tasks.snooze, name="task_snooze"),
    path("aufgaben/<int:task_id>/zuweisen/", tasks.assign, name="task_assign"),
    path("erstkontakt/<int:proposal_id>/senden/", firstcontact.send, name="first_contact_send"),
    path("erstkontakt/<int:proposal_id>/anruf/", firstcontact.call, name="first_contact_call"),
    path("erstkontakt/<int:proposal_id>/verwerfen/", firstcontact.dismiss, name="first_contact_dismiss"),
    path("erstkontakt/<int:proposal_id>/rueckgaengig/", firstcontact.restore, name="first_contact_restore"),
    path("ausgang/", outbox.outbox, name="outbox"),
    path("ausgang/<int:letter_id>/", outbox.letter, name="outbox_letter"),
    path("ausgang/<int:letter_id>/entscheiden/", outbox.decide, name="outbox_decide"),
    path("postfach/", mailbox.inbox, name="mailbox"),
    path("postfach/<int:mail_id>/", mailbox.mail, name="mailbox_mail"),
    path("postfach/<int:mail_id>/html/", mailbox.html, name="mailbox_html"),
    path("rueckgaengig/", undo, name="undo"),
    path("konto/", preferences, name="preferences"),
    path("konto/abmelden/", sign_out, name="session_end"),
    path("anmelden/", account.login, name="account_login"),
    path("abmelden/", account.logout, name="account_logout"),
    path("konto/gesperrt/", account.account_inactive, name="account_inactive"),
    path("konto/passwort/", account.password_change, name="account_change_password"),
    path("konto/passwort/setzen/", account.password_set, name="account_set_password"),
    path("passwort/", account.password_reset, name="account_reset_password"),
    path("passwort/unterwegs/", account.password_reset_done, name="account_reset_password_done"),
    path("passwort/gesetzt/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^passwort/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]
