"""A change of the pseudonym key: what it changes in the restricted area, and its steps."""
