"""The warehouse's folders, its lock, and files that are put in place whole; not what is in the files."""
