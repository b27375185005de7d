"""From a file's bytes to pages of text, in processes that a hostile file cannot outgrow."""
