"""What is typed to load a table of actions: the file, then the word that what was shown shall be done."""

import binascii
import zlib
from base64 import b64decode, b64encode

from flask_wtf.file import FileField
from wtforms import HiddenField

from veche.core.forms import AtMost, Form, Required, Storable, text
from veche.core.languages import lazy_gettext as _
from veche.tracking.sheet import LARGEST


class Upload(Form):
    """The table."""

    file = FileField(_("The table (CSV, UTF-8)"), validators=[Required(_("Choose the file of the table."))])

    @property
    def content(self) -> bytes:
        """What the file holds, and one byte more when it is too large."""
        content: bytes = self.file.data.stream.read(LARGEST + 1)
        return content


class Confirm(Form):
    """The table that was shown, packed, with the mark of what it would do."""

    packed = HiddenField(validators=[Storable()])
    digest = HiddenField(validators=[Storable(), AtMost(80)])
    reason = text(
        _("Reason for the changes"), 500, required=_("Say why; it stands in the journal of every changed action.")
    )

    @property
    def content(self) -> bytes | None:
        """The table, or None for what was never packed here."""
        return unpacked(self.packed.data or "")


def packed(content: bytes) -> str:
    """The table in letters that a form carries unchanged."""
    return b64encode(zlib.compress(content, 9)).decode()


def unpacked(text: str) -> bytes | None:
    """The inverse of `packed`, never more than a table may hold; None for anything else."""
    reader = zlib.decompressobj()
    try:
        content = reader.decompress(b64decode(text, validate=True), LARGEST + 1)
    except (binascii.Error, zlib.error, ValueError):
        return None
    return content if reader.eof else None
