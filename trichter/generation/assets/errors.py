"""Why a file is not kept, in one sentence for whoever brought it."""

from django.utils.translation import gettext_lazy as _

from trichter.kernel.errors import DomainError


class FileEmpty(DomainError):
    sentence = _("“%(name)s” is empty.")


class FileTooLarge(DomainError):
    sentence = _("“%(name)s” is larger than %(limit)s MB.")


class KindNotKept(DomainError):
    sentence = _(
        "“%(name)s” is none of the files that are kept, by what is in it: PDF, Word, Excel, PowerPoint, OpenDocument,"
        " PNG, JPEG, WebP or MP4."
    )


class FileBroken(DomainError):
    sentence = _("“%(name)s” cannot be read; it may be damaged.")


class FileUnpacksTooLarge(DomainError):
    sentence = _("“%(name)s” unpacks to far more than it seems; it is not kept.")


class FileHasMacros(DomainError):
    sentence = _("“%(name)s” contains macros; save it without them.")


class PictureTooLarge(DomainError):
    sentence = _("The picture “%(name)s” has more than %(limit)s megapixels; save it smaller.")


class PictureMoves(DomainError):
    sentence = _("The picture “%(name)s” moves; take a still one.")
