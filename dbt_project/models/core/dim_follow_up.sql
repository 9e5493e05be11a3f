select
    follow_up as follow_up_key,
    label,
    follow_up_order,
    outcome_class,
    class_label
from {{ ref("follow_ups") }}

union all

select
    'onbekend' as follow_up_key,
    'Onbekend' as label,
    1 + max(follow_up_order) as follow_up_order,
    'onbekend' as outcome_class,
    'Onbekend' as class_label
from {{ ref("follow_ups") }}
