"""What the firm says of itself: one row, the versions of its privacy notice, and who changed how the house works."""

from django.db import models

PETROL = "#036b84"
"""Our own accent, until the firm chooses hers."""


class HouseRow(models.Model):
    """The firm; there is never more than one row."""

    name = models.CharField(max_length=120, default="")
    legal_name = models.CharField(max_length=200, default="")
    legal_form = models.CharField(max_length=20, default="")
    street = models.CharField(max_length=200, default="")
    postal_code = models.CharField(max_length=20, default="")
    city = models.CharField(max_length=120, default="")
    country = models.CharField(max_length=2, default="DE")
    phone = models.CharField(max_length=40, default="")
    email = models.CharField(max_length=254, default="")
    register_court = models.CharField(max_length=120, default="")
    register_number = models.CharField(max_length=60, default="")
    representatives = models.CharField(max_length=400, default="")
    board_chair = models.CharField(max_length=200, default="")
    vat_id = models.CharField(max_length=20, default="")
    supervisor = models.CharField(max_length=400, default="")
    data_protection_officer = models.CharField(max_length=400, default="")
    website = models.CharField(max_length=300, default="")
    business = models.CharField(max_length=200, default="")
    accent = models.CharField(max_length=7, default=PETROL)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="house_is_one"),)

    def __str__(self) -> str:
        return self.legal_name or self.name


class PrivacyNotice(models.Model):
    """A version of the privacy notice in one language. The table only grows (LAW 1.15)."""

    language = models.CharField(max_length=5)
    version = models.PositiveIntegerField()
    text = models.TextField()
    published_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("language", "version"), name="one_notice_of_each_version"),)

    def __str__(self) -> str:
        return f"{self.language} {self.version}"


class Deed(models.Model):
    """A colleague (`by`) changed how the house works; `journal.DEEDS` knows what. The table only grows."""

    at = models.DateTimeField()
    by = models.BigIntegerField()
    what = models.CharField(max_length=40)
    about = models.CharField(max_length=200, default="")

    class Meta:
        indexes = (models.Index(fields=["by", "-id"], name="deed_by_colleague"),)

    def __str__(self) -> str:
        return f"{self.what} {self.about}"
