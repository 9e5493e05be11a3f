select
    statement as statement_key,
    statement_order,
    {{ wording_for("jongeren") }} as wording_jongeren,
    {{ wording_for("opvoeders") }} as wording_opvoeders,
    outcome_area
from {{ ref("statements") }}

union all

{{ unknown_member(
    statement_key="onbekend", statement_order=none, wording_jongeren=none, wording_opvoeders=none,
    outcome_area="onbekend",
) }}
