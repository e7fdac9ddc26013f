"""The interviewer, pure: what it asks, how it hears an answer, and how it judges all of them."""
