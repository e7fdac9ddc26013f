"""What hiring's doors take and give, as typed JSON."""
