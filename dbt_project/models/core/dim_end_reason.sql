select
    reason as end_reason_key,
    label,
    reason_order as end_reason_order,
    outcome_class,
    class_label
from {{ ref("end_reasons") }}

union all

select
    'onbekend' as end_reason_key,
    'Onbekend' as label,
    1 + max(reason_order) as end_reason_order,
    'onbekend' as outcome_class,
    'Onbekend' as class_label
from {{ ref("end_reasons") }}
