"""What keeps persons out of sight: pseudonyms. Nothing here reads deliveries or knows the figures."""
