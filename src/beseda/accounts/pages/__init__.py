"""Server-rendered pages of accounts: sign in, register, one's account, the team, invitations."""
