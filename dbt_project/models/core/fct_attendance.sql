select
    participation_key,
    session_key,
    group_key,
    session_date as date_key,
    status
from {{ ref("int_attendance") }}
