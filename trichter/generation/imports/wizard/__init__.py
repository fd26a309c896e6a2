"""Importing a file without writing a profile: it is looked at, its columns are guessed, and a colleague corrects.

`uploads` keeps the file and what was said; `planning` makes a profile of it, and the import is like any other.
"""
