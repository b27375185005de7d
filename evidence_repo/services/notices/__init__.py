"""Notices: made from events, shown to whom they concern, each once."""
