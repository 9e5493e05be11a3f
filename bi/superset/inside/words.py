"""Dutch where Superset's own translation has none or says something else than is meant, of what readers see most. Also
for who has not logged in yet: the page for it is in Dutch too.

Words of charts and columns belong in `bi.superset.content`.
"""

import json
from pathlib import Path

from flask import Flask, Response, jsonify

DUTCH = {
    "Add/edit filters": "Filters toevoegen of wijzigen",
    "Enter your login and password below:": "Vul uw naam en wachtwoord in:",
    "Invalid login. Please try again.": "Naam of wachtwoord klopt niet. Probeer het opnieuw.",
    "Last queried at": "Opgevraagd op",
    "Samples": "Voorbeelden",
    "Sign in": "Inloggen",
}
_VIEW = "Superset.language_pack"


def put_words_right(app: Flask) -> None:
    """Have Superset give its pages these words beside its own."""
    import superset

    if _VIEW not in app.view_functions:
        raise LookupError(f"Superset has no view {_VIEW}")
    file = Path(superset.__file__).parent / "translations" / "nl" / "LC_MESSAGES" / "messages.json"
    pack = json.loads(file.read_text("utf-8"))
    pack["locale_data"]["superset"] |= {english: [dutch] for english, dutch in DUTCH.items()}

    def words(lang: str) -> Response:  # noqa: ARG001 - there is one
        return jsonify(pack)

    app.view_functions[_VIEW] = words
