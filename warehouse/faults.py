"""The one base class of faults that were foreseen. No unforeseen error is turned into one here."""


class Fault(Exception):
    """Something that can be expected to go wrong. Its text is plain, holds no personal value, and says what to do."""
