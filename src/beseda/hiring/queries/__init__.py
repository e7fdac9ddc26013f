"""Reads of hiring, each with its permission: what one may not see looks missing."""
