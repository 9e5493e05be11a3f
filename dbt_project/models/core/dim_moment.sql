select
    moment as moment_key,
    moment_order,
    label
from {{ ref("moments") }}

union all

{{ unknown_member(moment_key="onbekend", moment_order=none, label="Onbekend") }}
