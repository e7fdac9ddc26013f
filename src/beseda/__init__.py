"""One engine that holds every conversation, and the products that speak in it."""
