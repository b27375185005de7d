"""Background work: a worker takes jobs off the queue and has the services do them."""
