"""The Jinja templates: base.html, components (one macro a file), and a folder per topic."""
