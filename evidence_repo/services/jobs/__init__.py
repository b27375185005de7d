"""Background work: the queue of jobs, and what a person sees of it."""
