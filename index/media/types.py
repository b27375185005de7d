"""The kinds of files that are accepted as evidence."""

from enum import StrEnum


class MediaType(StrEnum):
    """An accepted kind of file; the value is its MIME type, as stored and sent."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    DOC = "application/msword"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    XLS = "application/vnd.ms-excel"
    ODT = "application/vnd.oasis.opendocument.text"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"
    JPEG = "image/jpeg"
    PNG = "image/png"
    TIFF = "image/tiff"
    HEIC = "image/heic"
    TXT = "text/plain"

    @property
    def mime(self) -> str:
        """Return the MIME type."""
        return self.value

    @property
    def label(self) -> str:
        """Return the short name that is the same in every language."""
        return self.name

    @property
    def extension(self) -> str:
        """Return the usual ending of a file's name, with its dot."""
        return ".jpg" if self is MediaType.JPEG else f".{self.name.lower()}"

    @property
    def is_picture(self) -> bool:
        """Tell whether the file is a picture, or pictures, and nothing else."""
        return self in (MediaType.JPEG, MediaType.PNG, MediaType.TIFF, MediaType.HEIC)

    @property
    def has_pages(self) -> bool:
        """Tell whether the file has pages that can be shown and cited by number."""
        return self is MediaType.PDF or self.is_picture
