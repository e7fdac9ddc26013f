"""The engine: conversations, their one durable log each, who may speak, and what reaches whom when."""
