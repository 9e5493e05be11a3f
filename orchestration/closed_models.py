"""dbt on the build files of closed periods, in a process of its own: `python -m orchestration.closed_models JOBS`.

dbt reads its project once for all of them, which takes longer than the models do. Which files these are, and what is
cut from them, belongs to the asset that calls it.
"""

import json
import os
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from dbt.cli.main import dbtRunner


@dataclass(frozen=True)
class ClosedModels:
    """The models to make in a build file, as of a day."""

    build_database: str
    as_of: str
    select: list[str]


def in_json(jobs: Sequence[ClosedModels]) -> str:
    return json.dumps([asdict(job) for job in jobs])


def main(arguments: Sequence[str]) -> int:
    threading.Thread(target=_end_with_the_night, daemon=True).start()
    jobs = [ClosedModels(**job) for job in json.loads(arguments[0])]
    parsed = dbtRunner().invoke(["--quiet", "parse"])
    return 0 if parsed.success and all(_is_built(parsed.result, job) for job in jobs) else 1


def _end_with_the_night() -> None:
    """The night holds the other end of standard input: it closes when the night ends, also when it is killed."""
    os.read(sys.stdin.fileno(), 1)
    os._exit(1)


def _is_built(manifest: object, job: ClosedModels) -> bool:
    os.environ |= {"BUILD_DATABASE": job.build_database, "AS_OF": job.as_of}
    command = ["--quiet", "build", "--select", *job.select, "--exclude-resource-type", "test", "unit_test"]
    return bool(dbtRunner(manifest=manifest).invoke(command).success)  # type: ignore[arg-type]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
