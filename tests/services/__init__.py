"""Tests of the use cases, with real databases."""
