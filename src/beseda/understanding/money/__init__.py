"""Pay: amounts with their currency, period and tax."""
