"""Files as people bring them, and as nobody should."""

import struct
import zipfile
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
PROGRAM = b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\x00\x00" + bytes(200)


def picture(form: str = "PNG", size: tuple[int, int] = (1200, 800), mode: str = "RGB", **how: Any) -> bytes:
    out = BytesIO()
    Image.new(mode, size, "teal").save(out, form, **how)
    return out.getvalue()


def photograph() -> bytes:
    """Taken upright with a telephone that lay on its side, by somebody, somewhere."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x013B] = "Anja Reimers"
    exif.get_ifd(0x8825)[2] = (51.0, 22.0, 3.0)
    return picture("JPEG", (900, 600), exif=exif, comment=b"Halle 3, A. Reimers")


def archive(**parts: bytes) -> bytes:
    """A ZIP file with these parts; `__` in a name stands for a slash."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def document(**more: bytes) -> bytes:
    """A Word document, as far as anybody looks."""
    parts = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"}
    return archive(**{name.replace("/", "__"): content for name, content in (parts | more).items()})


def pixel_bomb(width: int = 8_000, height: int = 8_000) -> bytes:
    """A PNG of a few hundred bytes that says it has 64 million pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(b"\x00" * 100)) + _chunk(b"IEND")
    )


def _chunk(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
