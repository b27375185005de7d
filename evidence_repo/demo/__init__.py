"""The demonstration: invented people and documents on the real plan."""
