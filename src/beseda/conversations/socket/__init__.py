"""One connection: its seat, its frames in and out, and its end."""
