"""What kind of file the bytes are, whatever their name says."""

from index.media.detection import EmptyFile, MediaTypeNotAllowed, detect_media_type, is_archive
from index.media.names import clean_file_name
from index.media.types import MediaType

__all__ = [
    "EmptyFile",
    "MediaType",
    "MediaTypeNotAllowed",
    "clean_file_name",
    "detect_media_type",
    "is_archive",
]
