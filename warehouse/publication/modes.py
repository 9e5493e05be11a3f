"""Who may read a published build: everybody, or one group, what dashboards show; the rest its owner and its group.

What a build holds does not belong here.
"""

import grp
import shutil
from pathlib import Path

from warehouse.disk.places import READABLE
from warehouse.faults import Fault
from warehouse.publication.outputs import OUTPUTS

FOR_RESEARCHERS = 0o640
FOR_EVERYBODY = 0o644
FOR_A_GROUP = 0o640
# Others may pass on the way to a file that their own group may read, but see no names.
LISTED_BY_A_GROUP = 0o751


class NoSuchGroup(Fault):
    """The group does not exist, or files may not be given to it."""


def set_modes(build: Path, readers_group: str | None) -> None:
    """Close a build's files but those for dashboards, before anybody can see it."""
    released = {output.name for output in OUTPUTS if output.is_released}
    for path in (build, *build.rglob("*")):
        if path.is_dir():
            open_folder(path, readers_group)
        elif path.relative_to(build).parts[0] in released:
            path.chmod(FOR_A_GROUP if readers_group else FOR_EVERYBODY)
            _give(path, readers_group)
        else:
            path.chmod(FOR_RESEARCHERS)


def open_folder(folder: Path, readers_group: str | None) -> None:
    """A folder on the way to what dashboards show."""
    folder.chmod(LISTED_BY_A_GROUP if readers_group else READABLE)
    _give(folder, readers_group)


def _give(path: Path, group: str | None) -> None:
    if group is None:
        return
    try:
        grp.getgrnam(group)
        shutil.chown(path, group=group)
    except KeyError:
        raise NoSuchGroup(f"READERS_GROUP: there is no group {group} on this machine.") from None
    except PermissionError:
        raise NoSuchGroup(
            f"READERS_GROUP: whoever runs the night is not in the group {group}, and so may not give it files."
        ) from None
