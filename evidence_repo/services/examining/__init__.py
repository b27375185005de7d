"""What is found out about documents once they are read: signatures, what they name, texts nearly the same."""
