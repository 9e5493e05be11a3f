"""What the server was started with (`bi.superset.environment`); the only module here that reads the environment."""

import os
from pathlib import Path

from bi.superset.home import Home

HOME = Home(Path(os.environ["BI_DIR"]))
PORT = int(os.environ["BI_PORT"])
# The link to what is published, which every night points elsewhere.
DATABASE_FILE = Path(os.environ["BI_DATABASE"])
