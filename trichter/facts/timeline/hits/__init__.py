"""The web log: what visitors do before and after they are known, kept apart from the timeline, which knows people."""
