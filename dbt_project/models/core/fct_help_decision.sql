select
    decision_key,
    participant_key,
    help_category as help_category_key,
    decided_on as decided_date_key,
    start_date as start_date_key,
    end_date as end_date_key,
    delivery_form,
    referrer
from {{ ref("int_help_decisions") }}
