"""Why `trichter serve` cannot begin."""

from django.utils.translation import gettext_lazy as _

from trichter.kernel.errors import DomainError


class AlreadyServing(DomainError):
    sentence = _("Trichter already serves %(home)s (process %(pid)s); stop it first or choose another TRICHTER_HOME.")


class PortTaken(DomainError):
    sentence = _("Port %(port)s is taken by another program; stop it or choose another with --port or TRICHTER_PORT.")


class PortNotAllowed(DomainError):
    sentence = _("The system does not let this user listen on port %(port)s; choose one from 1024 up.")


class AddressNotOurs(DomainError):
    sentence = _("%(host)s is not an address of this machine; correct --host or TRICHTER_HOST.")
