select
    attendance.participation_key,
    attendance.session_key
from {{ ref("fct_attendance") }} as attendance
inner join {{ ref("fct_participation") }} as participation
    on attendance.participation_key = participation.participation_key
where attendance.group_key <> participation.group_key
