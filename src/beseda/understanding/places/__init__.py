"""Cities, their namesakes, and the regions that tell them apart."""
