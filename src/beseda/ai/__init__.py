"""Language models: one port for completing, embedding and counting, whoever the provider is."""
