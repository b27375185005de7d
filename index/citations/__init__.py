"""Documents that a text names: laws, decrees, decisions, letters, by number and symbol."""

from index.citations.citation import Citation, Place
from index.citations.finding import find_citations, number_key

__all__ = ["Citation", "Place", "find_citations", "number_key"]
