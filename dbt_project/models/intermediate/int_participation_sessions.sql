with possible as (
    select
        participation.participation_key,
        session.session_key
    from {{ ref("int_participations") }} as participation
    inner join {{ ref("int_sessions") }} as session
        on
            participation.group_key = session.group_key
            and session.is_held
            and participation.started_on <= session.session_date
            and coalesce(participation.ended_on, {{ as_of() }}) >= session.session_date
)

select
    possible.participation_key,
    count(*) as sessions_possible,
    count(*) filter (where attendance.status = 'aanwezig') as sessions_attended
from possible
left join {{ ref("int_attendance") }} as attendance
    on
        possible.participation_key = attendance.participation_key
        and possible.session_key = attendance.session_key
group by possible.participation_key
