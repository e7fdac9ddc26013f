"""The roof: composes everything, and nobody imports it."""
