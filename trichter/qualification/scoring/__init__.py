"""Scoring: how well somebody fits us and how much they do, in points that explain themselves (DESIGN §4)."""
