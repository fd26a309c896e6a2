"""QR codes of addresses: for print at any size, and as a picture for mails and slides."""

from io import BytesIO

from trichter.generation.offers.embedding import code

SVG, PNG = "image/svg+xml", "image/png"
_PIXELS = 12
"""Of each square of the code: 29 squares and a margin make a picture of some 450."""


def svg(address: str) -> bytes:
    """A drawing that can be printed at any size."""
    return code(address).encode()


def png(address: str) -> bytes:
    """A picture, black on white."""
    import segno

    out = BytesIO()
    segno.make(address, error="m").save(out, kind="png", border=4, scale=_PIXELS, dark="#000", light="#fff")
    return out.getvalue()
