"""What decides on a row is listed, and held against what a row passes through."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from tempfile import TemporaryDirectory

import grimp
import pytest

from warehouse.intake import rules_fingerprint
from warehouse.intake.rules_fingerprint import DATA, LIBRARIES, MODULES, ROOT, code_fingerprint

# What reads a file into rows, and what it starts in a process of its own.
STARTS = ("warehouse.intake.delivery_reader", "warehouse.reading.sav_worker")
# A row's module may use these: what they do leaves every row and count what it was.
DECIDES_NOTHING = {
    "schemas.name_dates": "an outcome is known by the file's day: another one is read again anyway",
    "warehouse.disk.files": "puts in its place what was written",
    "warehouse.raw.ledger": "keeps what became of a file",
    "warehouse.intake.safe_names": "an outcome is known by the file's name: another one is read again anyway",
    "warehouse.landing.area": "hands over bytes, which the hash that an outcome is known by is of",
    "warehouse.duck.sealed": "opens connections",
}
# What the modules that look for files beside their own code find there.
FILES_BESIDE = {
    "schemas.mapping": "mapping files, given to rules_fingerprint",
    "schemas.reference": "reference files, given to rules_fingerprint",
    "warehouse.privacy.scrubbing": "DATA",
    "warehouse.reading.sav": "MODULES",
}


@cache
def imports() -> grimp.ImportGraph:
    return grimp.build_graph("schemas", "warehouse", include_external_packages=True, cache_dir=None)


def passed_through() -> set[str]:
    """Every module of ours that a row may pass through, those that decide nothing as far as they are met."""
    found, ahead = set[str](), list(STARTS)
    while ahead:
        module = ahead.pop()
        if module not in found:
            found.add(module)
            if module not in DECIDES_NOTHING:
                ahead += filter(is_ours, imports().find_modules_directly_imported_by(module))
    return found


def is_ours(module: str) -> bool:
    return module.partition(".")[0] in ("schemas", "warehouse")


def forgotten(listed: Collection[str]) -> list[str]:
    return [
        f"A row passes through {module}: list it in MODULES of warehouse/intake/rules_fingerprint.py, or, where it "
        "decides nothing on a row, in DECIDES_NOTHING here with the reason."
        for module in sorted(passed_through() - {*listed} - DECIDES_NOTHING.keys())
    ]


def test_every_module_that_a_row_passes_through_is_listed() -> None:
    assert forgotten(MODULES) == []
    assert {*MODULES, *DECIDES_NOTHING} - passed_through() == set(), "These are listed, and no row passes through them."
    assert not DECIDES_NOTHING.keys() & {*MODULES}


def test_a_forgotten_module_is_named() -> None:
    (said,) = forgotten([module for module in MODULES if module != "warehouse.privacy.scrubbing"])
    assert said.startswith("A row passes through warehouse.privacy.scrubbing: ")


def test_every_library_of_these_modules_is_listed() -> None:
    modules = {*MODULES, *DECIDES_NOTHING}
    used = {name for module in modules for name in imports().find_modules_directly_imported_by(module)}
    packages = {name.partition(".")[0] for name in used if not is_ours(name)} - sys.stdlib_module_names
    distributions = {packages_distributions().get(package, [package])[0] for package in packages}
    assert {name.lower().replace("_", "-") for name in distributions} == {*LIBRARIES}


def test_every_file_that_lies_beside_these_modules_is_listed() -> None:
    looking = {module for module in MODULES if "__file__" in path_of(ROOT, module).read_text("utf-8")}
    assert looking == FILES_BESIDE.keys(), "List what they read in DATA or MODULES of rules_fingerprint.py, and here."


def test_it_is_the_same_in_every_process(tmp_path: Path) -> None:
    code = (
        "import pathlib, runpy, sys; module, memo = sys.argv[1:]; "
        "print(runpy.run_path(module)['code_fingerprint'](pathlib.Path(memo)))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code, rules_fingerprint.__file__, tmp_path / seed],
            env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }  # fmt: skip
    assert told == {fingerprint(ROOT)}


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Path]:
    """The listed files in a folder of their own."""
    files = [*(path_of(ROOT, module) for module in MODULES), *(path for found in DATA for path in ROOT.glob(found))]
    for path in files:
        target = tmp_path / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    assert fingerprint(tmp_path) == fingerprint(ROOT)
    return tmp_path


def path_of(root: Path, module: str) -> Path:
    path = root.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def fingerprint(root: Path) -> str:
    with TemporaryDirectory() as folder:
        return code_fingerprint(Path(folder) / "rules.txt", root)


def test_a_comment_a_docstring_or_layout_changes_nothing(copy: Path) -> None:
    for module in MODULES:
        path = path_of(copy, module)
        text = path.read_text("utf-8").replace('"""', '"""Another one: ', 1)
        path.write_text(f"# A comment.\n\n{text}# The end.\n", "utf-8")
    path = copy / "warehouse/privacy/pseudonyms.py"
    head, begin, body = path.read_text("utf-8").partition("def __init__(self, key: bytes) -> None:\n")
    path.write_text(f'{head}{begin}        """Told here."""\n\n{body}', "utf-8")
    path = copy / "schemas/split.py"
    path.write_text(ast.unparse(ast.parse(path.read_text("utf-8"))), "utf-8")
    assert fingerprint(copy) == fingerprint(ROOT)


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("warehouse/privacy/scrubbing.py", "_LONG_LABEL_WORDS = 8", "_LONG_LABEL_WORDS = 7"),
        ("warehouse/privacy/words/persons.txt", "\n", "\nbuurvrouw-van-hiernaast\n"),
        ("warehouse/reading/delimited.py", "_ROWS_LOOKED_AT = 20", "_ROWS_LOOKED_AT = 30"),
        ("warehouse/reading/tables.py", "cell_characters: int = 100_000", "cell_characters: int = 50_000"),
        ("schemas/values.py", '"nvt"', '"n.v.t"'),
    ],
)
def test_what_decides_on_a_row_changes_it(copy: Path, path: str, before: str, after: str) -> None:
    text = (copy / path).read_text("utf-8")
    assert before in text
    (copy / path).write_text(text.replace(before, after, 1), "utf-8")
    assert fingerprint(copy) != fingerprint(ROOT)


def test_another_version_a_setting_or_a_mapping_changes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mapping, memo = tmp_path / "wiz.yml", tmp_path / "rules.txt"
    mapping.write_text("{}")
    told = [rules_fingerprint.rules_fingerprint("settings", {"wiz": mapping}, memo)]
    told.append(rules_fingerprint.rules_fingerprint("others", {"wiz": mapping}, memo))
    mapping.write_text("headers: {}")
    told.append(rules_fingerprint.rules_fingerprint("settings", {"wiz": mapping}, memo))
    monkeypatch.setattr(rules_fingerprint, "version", lambda library: "0")
    told.append(rules_fingerprint.rules_fingerprint("settings", {"wiz": mapping}, memo))
    assert len(set(told)) == 4


def test_the_memo_is_believed_for_the_same_bytes_alone(copy: Path) -> None:
    memo = copy / "rules.txt"
    before = code_fingerprint(memo, copy)
    memo.write_text(memo.read_text().replace(before, "kept"))
    assert code_fingerprint(memo, copy) == "kept"
    (copy / "schemas/values.py").write_text("FIRST_YEAR = 1")
    assert code_fingerprint(memo, copy) not in ("kept", before)
    memo.write_text(memo.read_text()[:-1])
    assert code_fingerprint(memo, ROOT) == before
