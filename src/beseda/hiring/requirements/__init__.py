"""What a vacancy asks and demands: typed questions, their rules, and what can be wrong with them."""
