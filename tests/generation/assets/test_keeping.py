"""What is kept and what is not: a file is what is in it, whatever it is called."""

from io import BytesIO

import pytest
from PIL import Image

from tests.generation.assets import files
from trichter.generation.assets import errors, names, services
from trichter.generation.assets.models import Asset

pytestmark = pytest.mark.django_db


def keep(content: bytes, name: str) -> Asset:
    return services.keep(BytesIO(content), name)


def content_of(path: str) -> bytes:
    with services.store().open(path) as file:
        return bytes(file.read())


def kept(path: str) -> Image.Image:
    return Image.open(BytesIO(content_of(path)))


def test_a_white_paper_is_kept_as_it_is() -> None:
    asset = keep(files.PDF, "Zwölf Hebel.pdf")

    assert (asset.name, asset.content_type, asset.size) == ("Zwölf Hebel.pdf", "application/pdf", len(files.PDF))
    assert content_of(asset.path) == files.PDF


def test_the_same_file_is_kept_once() -> None:
    first, again, renamed = (keep(files.PDF, name) for name in ("a.pdf", "a.pdf", "b.pdf"))

    assert first == again
    assert (renamed.pk != first.pk, renamed.path) == (True, first.path)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (files.HTML, "whitepaper.pdf"),
        (files.PROGRAM, "whitepaper.pdf"),
        (files.SVG, "logo.svg"),
        (files.SVG, "logo.png"),
        (files.archive(virus__exe=files.PROGRAM), "preise.xlsx"),
        (b"just words", "notes.pdf"),
        (files.picture("GIF"), "logo.gif"),
    ],
)
def test_a_file_that_only_says_it_is_one_of_ours_is_refused(content: bytes, name: str) -> None:
    with pytest.raises(errors.KindNotKept, match=name):
        keep(content, name)
    assert not Asset.objects.exists()


def test_a_name_follows_the_content_not_the_other_way_round() -> None:
    assert keep(files.PDF, "rechnung.pdf.exe").name == "rechnung.pdf"
    assert keep(files.PDF, "plan.docx").content_type == "application/pdf"
    assert keep(files.document(), "brief.docx").name == "brief.docx"


def test_an_empty_file_and_one_that_is_too_large_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trichter.generation.assets.checking.LARGEST_MEGABYTES", 0)
    with pytest.raises(errors.FileEmpty):
        keep(b"", "a.pdf")
    with pytest.raises(errors.FileTooLarge):
        keep(files.PDF, "a.pdf")


def test_a_document_that_unpacks_to_gigabytes_is_refused() -> None:
    bomb = files.document(**{"word/media.bin": bytes(60 * 1024 * 1024)})
    with pytest.raises(errors.FileUnpacksTooLarge):
        keep(bomb, "bombe.docx")


def test_macros_are_refused() -> None:
    with pytest.raises(errors.FileHasMacros):
        keep(files.document(**{"word/vbaProject.bin": b"Sub AutoOpen()"}), "brief.docx")


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked() -> None:
    bomb = files.pixel_bomb()
    assert len(bomb) < 300
    with pytest.raises(errors.PictureTooLarge):
        keep(bomb, "klein.png")


@pytest.mark.parametrize("content", [files.picture()[:200], files.pixel_bomb(50, 50), files.document()[:-30]])
def test_a_broken_file_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(errors.FileBroken):
        keep(content, "kaputt.png")


def test_a_moving_picture_is_refused() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    out = BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], duration=100)
    with pytest.raises(errors.PictureMoves):
        keep(out.getvalue(), "banner.webp")


def test_a_photograph_stands_upright_and_says_nothing_of_where_and_by_whom_it_was_taken() -> None:
    asset = keep(files.photograph(), "stand.jpg")

    image = kept(asset.path)
    assert (image.size, asset.width, asset.height) == ((600, 900), 600, 900)
    assert not image.getexif()
    content = content_of(asset.path)
    assert b"Exif" not in content
    assert b"Reimers" not in content


def test_a_wide_picture_has_narrower_copies_and_is_never_wider_than_a_screen() -> None:
    asset = keep(files.picture(size=(3000, 1500)), "messe.png")

    assert (asset.width, asset.height) == (2400, 1200)
    assert {width: kept(path).width for width, path in asset.renditions.items()} == {
        "480": 480,
        "960": 960,
        "1600": 1600,
    }


def test_what_can_be_seen_through_stays_so() -> None:
    asset = keep(files.picture(mode="RGBA"), "zeichen.png")
    assert kept(asset.path).mode == "RGBA"


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Briefe\\Angebot.PDF", "Angebot.pdf"),
        ("Preis\r\nliste.pdf", "Preisliste.pdf"),
        ("gpj\u202efdp.exe", "gpjfdp.pdf"),
        ('a"b;c.pdf', "ab;c.pdf"),
        ("   ", "file.pdf"),
        ("Version 1.2 endgültig", "Version 1.2 endgültig.pdf"),
        ("ä" * 300 + ".pdf", "ä" * 120 + ".pdf"),
    ],
)
def test_a_name_is_one_readable_line(given: str, clean: str) -> None:
    assert names.clean(given, suffix=".pdf") == clean
