"""Who is forgotten, and their rows out of the raw store. Nothing here takes deliveries in or knows the figures."""
