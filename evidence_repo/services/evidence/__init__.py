"""Pieces of evidence and their explanations, and the page of the criterion that they serve."""
