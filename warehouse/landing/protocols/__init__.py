"""Landing areas on other machines: a file a scheme of LANDING_URL, whose `place_of` gives the place to read.

What it imports is an extra of this project, in pyproject.toml.
"""
