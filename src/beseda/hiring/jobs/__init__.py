"""What hiring does later: letters about calls and objections, reminders, summaries."""
