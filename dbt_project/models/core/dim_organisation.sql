select
    {{ surrogate_key("organisation", ["name"]) }} as organisation_key,
    name
from {{ ref("organisations") }}

union all

{{ unknown_member(organisation_key="onbekend", name="onbekend") }}
