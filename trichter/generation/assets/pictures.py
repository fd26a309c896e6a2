"""Pictures are painted anew: nothing of where and by whom they were taken stays in them, and no page waits for width.

Decoding is work for a machine whose picture lies about its size, so the size is read before the pixels are.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import IO, TYPE_CHECKING

from trichter.generation.assets.checking import Kind
from trichter.generation.assets.errors import FileBroken, PictureMoves, PictureTooLarge

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTHS = (480, 960, 1600)
"""Of the narrower copies, in WebP: a phone, a column, a wide screen."""
WIDEST = 2400
MOST_MEGAPIXELS = 40
_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
_WITH_ALPHA = {"RGBA", "LA", "PA", "La", "RGBa"}


@dataclass(frozen=True, slots=True)
class Painted:
    """A picture painted anew, and its narrower copies by width."""

    content: bytes
    width: int
    height: int
    renditions: dict[int, bytes]


def paint(file: IO[bytes], kind: Kind, *, name: str, widths: Sequence[int] = WIDTHS) -> Painted:
    """Raises `PictureTooLarge`, `PictureMoves` and `FileBroken`."""
    with _readable(name):
        image = _upright(_open(file, kind, name=name))
        content = _encoded(image, _FORMATS[kind.content_type])
        narrower = {width: _encoded(_scaled(image, width), "WEBP") for width in widths if width < image.width}
    return Painted(content, image.width, image.height, narrower)


@contextmanager
def _readable(name: str) -> Iterator[None]:
    from PIL import Image

    try:
        yield
    except (PictureTooLarge, PictureMoves):
        raise
    except Image.DecompressionBombError:
        raise PictureTooLarge(name=name, limit=MOST_MEGAPIXELS) from None
    except (OSError, ValueError, SyntaxError, EOFError):
        # What Pillow says of bytes that are no picture, whatever their beginning claims.
        raise FileBroken(name=name) from None


def _open(file: IO[bytes], kind: Kind, *, name: str) -> "Image":
    from PIL import Image

    image = Image.open(file, formats=[_FORMATS[kind.content_type]])
    if image.width * image.height > MOST_MEGAPIXELS * 1_000_000:
        raise PictureTooLarge(name=name, limit=MOST_MEGAPIXELS)
    if getattr(image, "n_frames", 1) > 1:
        raise PictureMoves(name=name)
    image.draft("RGB", (WIDEST, WIDEST))  # a JPEG is decoded no larger than it is needed
    return image


def _upright(image: "Image") -> "Image":
    """Turned as its EXIF says, in sRGB, no wider than the widest, without anything but pixels."""
    from PIL import ImageOps

    turned = _in_srgb(ImageOps.exif_transpose(image))
    has_alpha = turned.mode in _WITH_ALPHA or "transparency" in turned.info
    return _scaled(turned.convert("RGBA" if has_alpha else "RGB"), WIDEST)


def _in_srgb(image: "Image") -> "Image":
    """Colours of another profile look dull without it, and the profile is not kept."""
    from PIL import ImageCms

    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK"):
        return image
    mode = "RGB" if image.mode == "CMYK" else image.mode
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError):
        return image
    return converted or image


def _scaled(image: "Image", width: int) -> "Image":
    from PIL import Image

    if image.width <= width:
        return image
    return image.resize((width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS)


def _encoded(image: "Image", form: str) -> bytes:
    out = BytesIO()
    bare = image.copy()
    bare.info = {}
    if form == "JPEG":
        bare.convert("RGB").save(out, form, quality=86, optimize=True, progressive=True)
    elif form == "WEBP":
        bare.save(out, form, quality=82, method=4)
    else:
        bare.save(out, form, optimize=True)
    return out.getvalue()
