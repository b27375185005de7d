"""Reports on administrative reform: outline, figures, paper, versions."""
