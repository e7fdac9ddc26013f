"""The common ground: an answer as folded words, and the words around a value."""
