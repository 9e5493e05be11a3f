select
    session_key,
    group_key,
    session_date as date_key,
    minutes,
    n_facilitators,
    is_held
from {{ ref("int_sessions") }}
