"""What kind of file the bytes are, whatever their name says."""

from typing import TYPE_CHECKING

from index.late_names import late_names

if TYPE_CHECKING:
    from index.media.detection import ARCHIVE, EmptyFile, MediaTypeNotAllowed, detect_media_type, is_archive
    from index.media.kinds import ACCEPTED_EXTENSIONS, ACCEPTED_LABELS, MediaType, kind_named
    from index.media.names import clean_file_name, readable_name

__all__ = [
    "ACCEPTED_EXTENSIONS",
    "ACCEPTED_LABELS",
    "ARCHIVE",
    "EmptyFile",
    "MediaType",
    "MediaTypeNotAllowed",
    "clean_file_name",
    "detect_media_type",
    "is_archive",
    "kind_named",
    "readable_name",
]

__getattr__ = late_names(
    __name__,
    {
        "ACCEPTED_EXTENSIONS": "kinds",
        "ACCEPTED_LABELS": "kinds",
        "ARCHIVE": "detection",
        "EmptyFile": "detection",
        "MediaType": "kinds",
        "MediaTypeNotAllowed": "detection",
        "clean_file_name": "names",
        "detect_media_type": "detection",
        "is_archive": "detection",
        "kind_named": "kinds",
        "readable_name": "names",
    },
)
