"""The messenger's pages: in and out, people, one's profile, the chats."""
