select
    follow_up as follow_up_key,
    label,
    follow_up_order
from {{ ref("follow_ups") }}

union all

select
    'onbekend' as follow_up_key,
    'Onbekend' as label,
    5 as follow_up_order
