"""What a bot owes: who runs a turn, what it is given, and how its answer is committed."""
