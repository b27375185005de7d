"""Comments (trao đổi): written, changed, struck out, read, searched, and whom they name."""
