"""Who somebody is and what they may do: principals, people, workspaces, sessions, invitations, audit."""
