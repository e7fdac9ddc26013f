"""What a workspace learns from its interviews: where people leave, and whether groups fare alike."""
