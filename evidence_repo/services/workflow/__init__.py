"""Every change of state: pieces, explanations, packs, verdicts, cycles, header fields."""
