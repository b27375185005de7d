"""Evidence packs: their steps from draft to sealed, and how far each is."""
