"""What each source delivers, a file a source: its pandera models, and its delivery kinds."""
