select
    participation.participation_key,
    participation.participant_key,
    participation.group_key,
    participation.applied_on as applied_date_key,
    participation.started_on as started_date_key,
    participation.ended_on as ended_date_key,
    participation.days_waited,
    participation.age_at_start,
    participation.status,
    participation.end_reason as end_reason_key,
    participation.follow_up as follow_up_key,
    coalesce(sessions.sessions_attended, 0) as sessions_attended,
    coalesce(sessions.sessions_possible, 0) as sessions_possible,
    cast(sessions.sessions_attended as double) / sessions.sessions_possible as attendance_share
from {{ ref("int_participations") }} as participation
left join {{ ref("int_participation_sessions") }} as sessions
    on participation.participation_key = sessions.participation_key
