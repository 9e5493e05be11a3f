with sessions as (
    {{ accepted_rows("bijeenkomsten") }}
),

participations as (
    {{ accepted_rows("deelnames") }}
),

attendance as (
    {{ accepted_rows("aanwezigheid") }}
),

codings as (
    {{ accepted_rows("coderingen") }}
),

waiting as (
    select sessions.delivery_id
    from sessions
    left join {{ ref("stg_groepen") }} as known_group on sessions.groep_id = known_group.group_id
    where known_group.group_id is null

    union all

    select participations.delivery_id
    from participations
    left join {{ ref("stg_deelnemers") }} as client
        on participations.client_pseudonym = client.client_pseudonym
    left join {{ ref("stg_groepen") }} as known_group on participations.groep_id = known_group.group_id
    where client.client_pseudonym is null or known_group.group_id is null

    union all

    select attendance.delivery_id
    from attendance
    left join {{ ref("int_participations") }} as participation
        on attendance.deelname_id = participation.participation_id
    left join {{ ref("int_sessions") }} as session on attendance.bijeenkomst_id = session.session_id
    where participation.participation_id is null or session.session_id is null

    union all

    select codings.delivery_id
    from codings
    left join {{ ref("stg_antwoorden") }} as response
        on codings.vragenlijst = response.questionnaire and codings.respons_id = response.response_id
    where response.response_id is null
)

select
    delivery_id,
    count(*) as n_waiting
from waiting
group by delivery_id
