"""`python -m orchestration nightly` by the name that crontabs and units of systemd call. Nothing else belongs here."""

import sys

from orchestration.__main__ import main
from orchestration.commands import end

if __name__ == "__main__":
    end(main(["nightly", *sys.argv[1:]]))
