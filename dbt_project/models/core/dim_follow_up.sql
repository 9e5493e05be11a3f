select
    follow_up as follow_up_key,
    label,
    follow_up_order,
    outcome_class,
    class_label
from {{ ref("follow_ups") }}

union all

{{ unknown_member(
    follow_up_key="onbekend", label="Onbekend", follow_up_order=5, outcome_class="onbekend", class_label="Onbekend",
) }}
