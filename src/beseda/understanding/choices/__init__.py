"""One or several of the options that a question offers."""
