select
    moment as moment_key,
    moment_order,
    label
from {{ ref("moments") }}

union all

select
    'onbekend' as moment_key,
    cast(null as integer) as moment_order,
    'Onbekend' as label
