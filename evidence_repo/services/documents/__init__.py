"""Documents and their versions: from received bytes to rows, header fields, and the tags on their blobs."""
