"""Users, teams and roles: the colleagues of all departments who work on the same record."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class Department(models.TextChoices):
    """The departments that work on one record."""

    MARKETING = "marketing", _("Marketing")
    SALES = "sales", _("Sales")
    SERVICE = "service", _("Service")
    HR = "hr", _("HR")


class Role(models.TextChoices):
    """What a colleague may do: the work of a department, or the administration of all."""

    MARKETING = "marketing", _("Marketing")
    SALES = "sales", _("Sales")
    SERVICE = "service", _("Service")
    HR = "hr", _("HR")
    ADMINISTRATION = "administration", _("Administration")


class Theme(models.TextChoices):
    """Light and dark, or as the system has it."""

    SYSTEM = "system", _("as the system")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Team(models.Model):
    """A group of colleagues of one department."""

    name = models.CharField(max_length=120, unique=True)
    department = models.CharField(max_length=20, choices=Department)

    def __str__(self) -> str:
        return self.name


class Users(BaseUserManager["User"]):
    """Finds users by e-mail address in any case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user with a hashed password, or without one until they set it."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A colleague."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=20, choices=Role, default=Role.MARKETING)
    teams = models.ManyToManyField(Team, related_name="members", blank=True)
    language = models.CharField(max_length=5, default="de")
    time_zone = models.CharField(max_length=64, default="Europe/Berlin")
    theme = models.CharField(max_length=10, choices=Theme, default=Theme.SYSTEM)
    has_keys = models.BooleanField(default=True)
    """Whether single keys do something; whoever dictates to a computer switches them off (WCAG 2.1.4)."""
    is_tour_closed = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    objects: ClassVar[Users] = Users()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)
