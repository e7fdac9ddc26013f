"""Who somebody is and how to reach them."""
