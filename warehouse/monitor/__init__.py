"""The monitor: pages, report and downloads that people read, made of released figures alone."""
