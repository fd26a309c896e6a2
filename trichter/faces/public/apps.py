"""The visitor's side: pages for everybody, without login and without anything kept in their browser."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "trichter.faces.public"
    label = "public"
