"""Trichter: lead management from the first visit to the promoter."""

__version__ = "0.1.0"
