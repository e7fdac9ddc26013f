"""What is heard as it happens: entries, who is there, and what was missed."""
