"""The write path: what waits, in which order, and the one call that writes a batch."""
