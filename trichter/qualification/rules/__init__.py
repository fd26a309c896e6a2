"""The one rule language: a tree of typed conditions, its text, its sentence, and one compiler to SQL (DESIGN §4)."""
