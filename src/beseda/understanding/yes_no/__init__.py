"""Yes, no and maybe, as the question was put."""
