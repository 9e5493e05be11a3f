"""What decides on a row: its fingerprint stands with every outcome, and another one means that the file is read again.

Which files are taken, under which name and of which day, is decided anew every night and is not in it. A module that
moves is one line here; tests/unit/intake/test_rules_fingerprint.py holds the lists against the imports.
"""

import ast
import hashlib
import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from warehouse.disk.files import replace_whole

ROOT = Path(__file__).parents[2]
_WITH_DOCSTRING = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)

# The modules that a row passes through, from the bytes of its file to the raw store. All sources are.
MODULES = (
    *sorted(f"schemas.sources.{file.stem}" for file in ROOT.glob("schemas/sources/[!_]*.py")),
    "schemas.bulk",
    "schemas.code_lists",
    "schemas.columns",
    "schemas.delivery_kind",
    "schemas.kinds",
    "schemas.lists",
    "schemas.mapping",
    "schemas.model",
    "schemas.reference",
    "schemas.reference_files",
    "schemas.response_marks",
    "schemas.rules",
    "schemas.scales",
    "schemas.split",
    "schemas.values",
    "warehouse.intake.delivery_reader",
    "warehouse.intake.file_names",
    "warehouse.intake.header_matching",
    "warehouse.intake.ingest",
    "warehouse.intake.landed_files",
    "warehouse.intake.non_data_rows",
    "warehouse.raw.rows",
    "warehouse.raw.store",
    "warehouse.raw.repeats",
    "warehouse.raw.parquet",
    "warehouse.privacy.pseudonyms",
    "warehouse.privacy.scrubbing",
    "warehouse.reading",
    "warehouse.reading.archive",
    "warehouse.reading.cells",
    "warehouse.reading.code_pages",
    "warehouse.reading.compacting",
    "warehouse.reading.delimited",
    "warehouse.reading.encoding",
    "warehouse.reading.opening",
    "warehouse.reading.records",
    "warehouse.reading.sav",
    "warehouse.reading.sav_worker",
    "warehouse.reading.tables",
    "warehouse.reading.workbook",
)
# What these modules read beside their code. Mapping and reference files are given by who knows where they lie.
DATA = ("warehouse/privacy/words/*.txt",)
# What reads and judges values for them; None of an optional one that is not installed.
LIBRARIES = (
    "duckdb", "numpy", "pandas", "pandera", "pyarrow", "pydantic", "pyreadstat", "python-calamine", "python-stdnum",
    "pyyaml", "deduce",
)  # fmt: skip


def rules_fingerprint(settings: object, files: Mapping[str, Path], memo: Path) -> str:
    """The fingerprint, the same in every process: of the code, of the settings (by their repr) and of these files.

    files: mapping files by the name of what they map, and reference files by theirs. memo: see `code_fingerprint`.
    """
    given = [(name, _digest(path.read_bytes())) for name, path in sorted(files.items())]
    libraries = [(name, _version(name)) for name in LIBRARIES]
    return _digest(repr((code_fingerprint(memo), libraries, settings, given)).encode())[:16]


def code_fingerprint(memo: Path, root: Path = ROOT) -> str:
    """Of Python, and of the modules and data below `root`. Comments, docstrings and layout give no other one.

    memo: a file that keeps it with a hash of the bytes that it is of, as parsing them takes a tenth of a second. It is
    made again where it is missing or damaged.
    """
    modules = [_source(root, module) for module in MODULES]
    data = [(path.name, path.read_bytes()) for pattern in DATA for path in sorted(root.glob(pattern))]
    python = platform.python_version()
    of_bytes = _digest(repr((python, modules, data)).encode())
    kept, _, kept_of = memo.read_text("utf-8", "replace").partition(" ") if memo.exists() else ("", "", "")
    if kept_of == of_bytes:
        return kept
    meanings = list(zip(MODULES, map(_meaning, modules), strict=True))
    fingerprint = _digest(repr((python, meanings, data)).encode())
    replace_whole(memo, f"{fingerprint} {of_bytes}".encode())
    return fingerprint


def _source(root: Path, module: str) -> bytes:
    path = root.joinpath(*module.split("."))
    return (path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_bytes()


@cache
def _meaning(source: bytes) -> str:
    """The source as a tree, without docstrings."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, _WITH_DOCSTRING) and ast.get_docstring(node, clean=False) is not None:
            del node.body[0]
    return ast.dump(tree)


def _version(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:
        return None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
