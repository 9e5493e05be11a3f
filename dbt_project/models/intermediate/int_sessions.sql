select
    {{ surrogate_key("session", ["session.session_id"]) }} as session_key,
    session.session_id,
    session.group_id,
    {{ surrogate_key("group", ["session.group_id"]) }} as group_key,
    session.session_date,
    session.minutes,
    session.n_facilitators,
    session.session_date <= {{ as_of() }} as is_held
from {{ ref("stg_bijeenkomsten") }} as session
inner join {{ ref("stg_groepen") }} as known_group on session.group_id = known_group.group_id
