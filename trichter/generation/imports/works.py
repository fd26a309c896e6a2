"""The long work of this part, found here when the house is opened."""

from trichter.generation.imports import sharing as sharing
