"""What the processes of an installation know of each other, and of those before them."""

from django.db import models


class Heartbeat(models.Model):
    """The last sign of life of a process; one row per part and machine."""

    name = models.CharField(primary_key=True, max_length=200)
    part = models.CharField(max_length=40)
    host = models.CharField(max_length=150)
    pid = models.IntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class KeyMark(models.Model):
    """By which the database recognises a key it was used with, without holding it."""

    name = models.CharField(primary_key=True, max_length=20)
    mark = models.BinaryField()

    def __str__(self) -> str:
        return self.name
