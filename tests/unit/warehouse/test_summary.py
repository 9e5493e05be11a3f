"""The summary: every file that was not taken is named with its reason, and no name disturbs the terminal."""

from datetime import date

import pytest
from rich.console import Console

from warehouse.intake import DeliveryFile, KindReport, Status
from warehouse.publication.check_results import CheckKind, CheckResult, Severity
from warehouse.summary import Story, show_checks, show_files

DAY = date(2025, 4, 14)


def told(story: Story) -> str:
    console = Console(width=120)
    with console.capture() as captured:
        show_files(console, story)
    return captured.get()


def story_of(*files: DeliveryFile) -> Story:
    return Story(new_files={file.key for file in files}, reports={"wiz/groepen": KindReport("wiz/groepen", [*files])})


def test_a_rejected_file_is_named_with_rule_and_plain_words():
    file = DeliveryFile("wiz/groepen.csv", Status.REJECTED, reason="missing_column", detail="missing: startdatum")
    assert "rejected: wiz/groepen.csv (missing_column): missing: startdatum" in told(story_of(file))


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.DUPLICATE, Status.REJECTED, Status.WAITING])
def test_every_file_is_counted_once_whatever_became_of_it(status: Status):
    (row,) = [
        line
        for line in told(story_of(DeliveryFile("wiz/g.csv", status, delivered_on=DAY))).splitlines()
        if "wiz/groepen " in line
    ]
    n_files, n_new, *became, _ = [cell.strip() for cell in row.strip("│ ").split("│")][1:]
    assert (n_files, n_new) == ("1", "1")
    assert sorted(became) == ["0", "0", "0", "1"]


def test_a_name_is_shown_as_it_is_and_not_as_markup():
    file = DeliveryFile("wiz/groepen_[bold]x[/].csv", Status.REJECTED, reason="unreadable")
    assert "wiz/groepen_[bold]x[/].csv" in told(story_of(file))


def test_of_many_files_that_are_no_delivery_only_some_are_named():
    story = Story(ignored=[DeliveryFile(f"x{number}", Status.IGNORED) for number in range(9)])
    assert "x0, x1, x2, x3, x4 and 4 more" in told(story)


@pytest.mark.parametrize("names_files", [True, False])
def test_every_warning_is_told_by_name_with_its_count_and_what_it_means(*, names_files: bool):
    of_dbt = CheckResult("repeated_invitation", CheckKind.DBT, Severity.WARN, False, 1200, "Give each wave a prefix.")
    not_judged = CheckResult("broken_test", CheckKind.DBT, Severity.WARN, False, 0, "It reads [a table].")
    of_gate = CheckResult("nobody lapses", CheckKind.COUNT, Severity.WARN, False, 3, "AS_OF lies far ahead.")
    of_intake = [
        CheckResult(f"raw.wiz/groepen: {rule}", CheckKind.PANDERA, Severity.WARN, False, n, "In quarantine.")
        for rule, n in (("date", 9), ("domain", 10))
    ]
    file = CheckResult("every_file_is_readable", CheckKind.INTAKE, Severity.WARN, False, 1, "Which and why.")
    silent = [
        CheckResult("all is well", CheckKind.DBT, Severity.WARN, True, 0, "Nothing to tell."),
        CheckResult("an error", CheckKind.DBT, Severity.ERROR, False, 1, "Told elsewhere."),
    ]
    checks = [of_dbt, *of_intake, not_judged, file, *silent, of_gate]
    console = Console(width=60)
    with console.capture() as captured:
        show_checks(console, checks, names_files=names_files)
    told = [line.strip() for line in captured.get().splitlines() if "warning " in line]
    assert told == [
        "warning repeated_invitation: 1,200 found. Give each wave a prefix.",
        "warning broken_test: could not be judged. It reads [a table].",
        *([] if names_files else ["warning every_file_is_readable: 1 found. Which and why."]),
        "warning nobody lapses: 3 found. AS_OF lies far ahead.",
        "warning raw.wiz/groepen: date 9, domain 10; in quarantine (audit.quarantined_row)",
    ]
