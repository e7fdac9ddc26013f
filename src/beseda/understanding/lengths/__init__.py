"""Lengths of time: durations, years of experience, and how soon somebody can begin."""
