"""The search engine for large collections on one machine, over tantivy."""
