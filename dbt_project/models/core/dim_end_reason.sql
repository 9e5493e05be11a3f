select
    reason as end_reason_key,
    label,
    reason_order as end_reason_order,
    outcome_class,
    class_label
from {{ ref("end_reasons") }}

union all

{{ unknown_member(
    end_reason_key="onbekend", label="Onbekend", end_reason_order=6, outcome_class="onbekend", class_label="Onbekend",
) }}
