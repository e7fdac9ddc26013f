"""Hiring's pages: careers and the application for candidates, the console for employers."""
