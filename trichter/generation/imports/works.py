"""The long work of this part, found here when the house is opened."""

from trichter.generation.imports import sharing as sharing
from trichter.generation.imports.wizard import running as running
from trichter.generation.imports.wizard import undoing as undoing
