"""The header of an administrative document: number, date, type, subject, issuer and signatory."""

from index.header.fields import SURE, FieldValue, Header
from index.header.parser import parse_header
from index.header.words import PageWords, ReadLine, WordBox

__all__ = ["SURE", "FieldValue", "Header", "PageWords", "ReadLine", "WordBox", "parse_header"]
