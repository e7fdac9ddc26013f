"""How well answers are understood: rows read, compared and counted."""
