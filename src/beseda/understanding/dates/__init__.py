"""Days: written out, in figures, or told from today."""
