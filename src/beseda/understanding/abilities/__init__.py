"""What somebody can: skills, and languages with their level."""
