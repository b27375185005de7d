"""Keeping the installation whole: checking it, mending what is derived, collecting what nothing uses."""
