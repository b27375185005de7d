"""What a change leaves for later: the queue and the requests to read, examine, index and tag."""
