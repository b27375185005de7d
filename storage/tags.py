"""The labels on stored blobs that tell an administrator of the object store what they belong to."""

import re
from collections.abc import Iterable, Mapping

from storage.errors import InvalidTags

MANY = "many"
_MOST_TAGS = 10
_KEY_LENGTH = 128
_VALUE_LENGTH = 256
# What S3 allows without surprises. MinIO refuses diacritics and commas.
_ALLOWED = re.compile(r"[A-Za-z0-9 +=._:/@-]*")


def blob_tags(years: Iterable[int], criteria: Iterable[str], agencies: Iterable[str]) -> dict[str, str]:
    """Return the tags `year`, `tctp`, `agency` of a blob cited in these years, criteria and agencies.

    Several values are sorted and joined by "+", over 256 characters they become `many`; a tag without
    values is left out. Criteria are codes (`1.1.3`), agencies slugs (`so-noi-vu`); `InvalidTags` for
    other characters, "+" included, for it separates.
    """
    values = {
        "year": [str(year) for year in sorted(set(years))],
        "tctp": sorted(set(criteria)),
        "agency": sorted(set(agencies)),
    }
    for value in (value for several in values.values() for value in several):
        if not value or "+" in value or not _ALLOWED.fullmatch(value):
            raise InvalidTags(
                f"{value!r} cannot be part of a tag: only ASCII letters, digits and ' =._:/@-'."
            )
    return {key: _joined(several) for key, several in values.items() if several}


def checked_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """Return a copy of `tags`; raise `InvalidTags` for what object stores refuse."""
    if len(tags) > _MOST_TAGS:
        raise InvalidTags(f"A blob carries at most {_MOST_TAGS} tags, not {len(tags)}.")
    for key, value in tags.items():
        if not 0 < len(key) <= _KEY_LENGTH or len(value) > _VALUE_LENGTH:
            raise InvalidTags(f"The tag {key[:40]!r} is empty or too long.")
        if not _ALLOWED.fullmatch(key) or not _ALLOWED.fullmatch(value):
            raise InvalidTags(f"The tag {key!r}={value!r} holds characters that object stores refuse.")
    return dict(tags)


def _joined(values: list[str]) -> str:
    joined = "+".join(values)
    return joined if len(joined) <= _VALUE_LENGTH else MANY
