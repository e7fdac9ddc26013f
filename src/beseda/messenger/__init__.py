"""Private chats: two people write to each other on the engine that everything else runs on, and may block."""
