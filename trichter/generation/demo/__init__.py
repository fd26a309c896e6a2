"""The demo company: Ahornwerk GmbH with twelve months of people: whoever tries Trichter sees a house lived in."""
