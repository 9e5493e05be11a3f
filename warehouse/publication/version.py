"""Which code made a build: the released version with a hash of everything that decides what is in it."""

import hashlib
import os
import tomllib
from collections.abc import Iterator
from pathlib import Path

PACKAGES = ("orchestration", "schemas", "warehouse")
DBT_FOLDERS = ("models", "macros", "seeds", "code_lists", "snapshots", "tests")
CODE = {".py", ".yml", ".j2", ".css", ".js", ".typ", ".ttf", ".woff2"}
OUTPUT = {"__pycache__", "data", "demo_landing"}


def code_version(repository: Path) -> str:
    """For example `0.1.0+1a2b3c4d`. The same files give the same version on every machine."""
    project = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))["project"]
    return f"{project['version']}+{fingerprint(_code_files(repository), repository)[:8]}"


def dbt_fingerprint(project_dir: Path) -> str:
    """Changes whenever dbt would have to read its project again."""
    return fingerprint(_dbt_files(project_dir), project_dir)


def fingerprint(files: Iterator[Path], below: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(f"{file.relative_to(below).as_posix()}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _code_files(repository: Path) -> Iterator[Path]:
    for package in PACKAGES:
        yield from _files_below(repository / package, CODE)
    yield from _dbt_files(repository / "dbt_project")


def _dbt_files(project_dir: Path) -> Iterator[Path]:
    yield from project_dir.glob("*.yml")
    for folder in DBT_FOLDERS:
        yield from _files_below(project_dir / folder, {".sql", ".py", ".yml", ".csv", ".md"})


def _files_below(folder: Path, suffixes: set[str]) -> Iterator[Path]:
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in OUTPUT and not name.startswith(("data_", "."))]
        yield from (Path(here) / name for name in names if Path(name).suffix in suffixes)
