"""The named rules that a file, a row or a value can break, each with what a reader should do about it.

Only names and plain words live here; where a rule is applied is said in the module that applies it.
"""

from enum import StrEnum


class Rule(StrEnum):
    """Name of a broken rule, as it stands in `audit.quarantined_row.rule` and `audit.delivery_file.reason`."""

    REQUIRED = "required"
    DOMAIN = "domain"
    DATE = "date"
    NOTATION = "notation"
    FIELD_COUNT = "field_count"
    TOO_LONG = "too_long"
    ELFPROEF = "elfproef"
    OUTSIDE_TEST_RANGE = "outside_test_range"
    END_BEFORE_START = "end_before_start"
    START_BEFORE_APPLICATION = "start_before_application"
    IN_FUTURE = "in_future"
    BIRTH_RANGE = "birth_range"
    OUTSIDE_GROUP_DATES = "outside_group_dates"
    DUPLICATE_KEY = "duplicate_key"
    WRONG_QUESTIONNAIRE = "wrong_questionnaire"
    NOT_A_RESPONSE = "not_a_response"
    OTHER_SCALE = "other_scale"

    MISSING_COLUMN = "missing_column"
    DOUBLE_COLUMN = "double_column"
    TOO_MANY_COLUMNS = "too_many_columns"
    UNREADABLE = "unreadable"
    ENCRYPTED = "encrypted"
    NO_ROWS = "no_rows"
    NOT_ITS_EXTENSION = "not_its_extension"
    BAD_DATE_IN_NAME = "bad_date_in_name"
    TOO_MANY_BAD_ROWS = "too_many_bad_rows"
    IDENTIFIER_IN_WRONG_COLUMN = "identifier_in_wrong_column"
    SAME_CONTENT = "same_content"
    NOT_YET_COMPLETE = "not_yet_complete"
    CANNOT_BE_READ = "cannot_be_read"
    TOO_MANY_FILES = "too_many_files"
    UNKNOWN_KIND = "unknown_kind"
    NOT_A_FILE = "not_a_file"


ADVICE: dict[Rule, str] = {
    Rule.REQUIRED: "a value is required here; fill it at the source and deliver again",
    Rule.DOMAIN: "the value is not one of those this column takes; correct it or map its label",
    Rule.DATE: "no date in a notation that is taken (dd-mm-jjjj, jjjj-mm-dd, jjjjmmdd), impossible or partly unknown",
    Rule.NOTATION: "a spreadsheet has made a number, date, boolean or error of this code; format the column as text "
    "and export again",
    Rule.FIELD_COUNT: "the row has more or fewer fields than the header; look for a delimiter inside a text",
    Rule.TOO_LONG: "the cell holds more characters than a value can have",
    Rule.ELFPROEF: "the BSN does not pass the elfproef",
    Rule.OUTSIDE_TEST_RANGE: "the demo takes test BSNs only; set ENVIRONMENT=production for real deliveries",
    Rule.END_BEFORE_START: "the end lies before the start",
    Rule.START_BEFORE_APPLICATION: "the start lies before the application",
    Rule.IN_FUTURE: "the date lies after the date of the file",
    Rule.BIRTH_RANGE: "the birth lies before 1900 or after the date of the file",
    Rule.OUTSIDE_GROUP_DATES: "the session lies more than 31 days outside its group's dates",
    Rule.DUPLICATE_KEY: "rows with one key contradict each other within the file",
    Rule.WRONG_QUESTIONNAIRE: "this statement is not in this questionnaire",
    Rule.NOT_A_RESPONSE: "the survey tool marks this as a preview or as unfinished; export finished responses only",
    Rule.OTHER_SCALE: "the column's answers are not on the scale of 1 to 5; make map gives the lines for a mapping",
    Rule.MISSING_COLUMN: "a required column is missing; export it, or map the header it has",
    Rule.DOUBLE_COLUMN: "two headers mean the same column; leave one out",
    Rule.TOO_MANY_COLUMNS: "the file has more columns than any delivery",
    Rule.UNREADABLE: "the file cannot be read to its end; export and deliver it again",
    Rule.ENCRYPTED: "the file is protected with a password; deliver it without one",
    Rule.NO_ROWS: "a full snapshot without a row would remove everything; deliver the whole snapshot",
    Rule.NOT_ITS_EXTENSION: "the content is not what the extension says, or this kind does not come so",
    Rule.BAD_DATE_IN_NAME: (
        "the date in the file's name does not exist, lies before 2000 or in the future, has no day, or can be read in"
        " two ways; rename the file, with a date such as 2026-03-01"
    ),
    Rule.TOO_MANY_BAD_ROWS: "too many rows break a rule; look at the rules listed and deliver again",
    Rule.IDENTIFIER_IN_WRONG_COLUMN: "a column that is not for BSNs seems to hold them; export it without them",
    Rule.SAME_CONTENT: "the same content was taken before",
    Rule.NOT_YET_COMPLETE: "the file is not complete yet; it is looked at again the next night",
    Rule.CANNOT_BE_READ: "the file is there and cannot be read: give the nightly read access; it is tried every night",
    Rule.TOO_MANY_FILES: "there are more new files of this kind than one night takes; it is taken in a later night",
    Rule.UNKNOWN_KIND: "the folder and the start of the name are of no delivery kind",
    Rule.NOT_A_FILE: "not a regular file; it is never opened",
}
