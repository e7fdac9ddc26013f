"""What of a résumé bears on a vacancy: its terms and its years of experience, and where they stand."""
