"""Numbers, in figures and in words of two languages, and how exact they are meant."""
