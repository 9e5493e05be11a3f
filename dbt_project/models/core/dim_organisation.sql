select
    {{ surrogate_key("organisation", ["name"]) }} as organisation_key,
    name
from {{ ref("organisations") }}

union all

select
    'onbekend' as organisation_key,
    'onbekend' as name
