"""Which reference file holds the codes of a delivered column. What the files are stands in reference_files.py."""

from schemas.code_lists import NOTHING_FOUND
from schemas.reference_files import RefersTo

QUESTIONNAIRES = RefersTo("questionnaires", "questionnaire")
VERSIONS = RefersTo("questionnaires", "version")
MOMENTS = RefersTo("moments", "moment")
GROUP_TYPES = RefersTo("group_types", "group_type")
ORGANISATIONS = RefersTo("organisations", "name")
NEIGHBOURHOODS = RefersTo("neighbourhoods", "wijk_code")
END_REASONS = RefersTo("end_reasons", "reason")
FOLLOW_UPS = RefersTo("follow_ups", "follow_up")
THEMES = RefersTo("themes", "theme", beside=(NOTHING_FOUND,))
