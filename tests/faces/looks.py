"""How a page may look: each language meets each colour scheme and each width once."""

LOOKS = [("de", "light", "wide"), ("de", "dark", "phone"), ("en", "light", "phone"), ("en", "dark", "wide")]
"""Four of the eight: a fault of one choice shows in two of them, and one of two choices together in one."""
