"""The header of an administrative document: number, date, type, subject, issuer and signatory."""

from typing import TYPE_CHECKING

from index.late_names import late_names

if TYPE_CHECKING:
    from index.header.fields import SURE, FieldValue, Header
    from index.header.parser import parse_header
    from index.header.words import PageWords, ReadLine, WordBox

__all__ = ["SURE", "FieldValue", "Header", "PageWords", "ReadLine", "WordBox", "parse_header"]

__getattr__ = late_names(
    __name__,
    {
        "SURE": "fields",
        "FieldValue": "fields",
        "Header": "fields",
        "PageWords": "words",
        "ReadLine": "words",
        "WordBox": "words",
        "parse_header": "parser",
    },
)
