select
    participation.participation_key,
    session.session_key,
    session.group_key,
    session.session_date,
    session.is_held,
    attendance.status
from {{ ref("stg_aanwezigheid") }} as attendance
inner join {{ ref("int_participations") }} as participation
    on attendance.participation_id = participation.participation_id
inner join {{ ref("int_sessions") }} as session on attendance.session_id = session.session_id
