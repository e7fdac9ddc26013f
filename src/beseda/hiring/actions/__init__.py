"""What can be done in hiring, as verbs; each runs inside its caller's transaction."""
