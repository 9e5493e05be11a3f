"""What keeps persons out of sight: pseudonyms, and what may be shown of texts and names. Reads no deliveries."""
