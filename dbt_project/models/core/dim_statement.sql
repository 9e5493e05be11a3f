select
    statement as statement_key,
    statement_order,
    wording_jongeren,
    wording_opvoeders,
    outcome_area
from {{ ref("statements") }}

union all

select
    'onbekend' as statement_key,
    cast(null as integer) as statement_order,
    cast(null as string) as wording_jongeren,
    cast(null as string) as wording_opvoeders,
    'onbekend' as outcome_area
