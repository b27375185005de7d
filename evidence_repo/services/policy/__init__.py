"""Who may see and do what: actors, visibility, refusals, possible actions, involvement."""
