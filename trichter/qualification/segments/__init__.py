"""Segments: groups of people by rule or by hand, with the times at which each entered and left."""
