with happened as (
    select
        participation.participation_id,
        participation.client_pseudonym,
        participation.group_id,
        participation.applied_on,
        case when participation.started_on <= {{ as_of() }} then participation.started_on end as started_on,
        case when participation.ended_on <= {{ as_of() }} then participation.ended_on end as ended_on,
        participation.ended_on > {{ as_of() }} as ends_later,
        participation.end_reason,
        participation.follow_up,
        client.birth_year
    from {{ ref("stg_deelnames") }} as participation
    inner join {{ ref("stg_deelnemers") }} as client
        on participation.client_pseudonym = client.client_pseudonym
    inner join {{ ref("stg_groepen") }} as known_group on participation.group_id = known_group.group_id
)

select
    {{ surrogate_key("participation", ["participation_id"]) }} as participation_key,
    {{ surrogate_key("participant", ["client_pseudonym"]) }} as participant_key,
    {{ surrogate_key("group", ["group_id"]) }} as group_key,
    participation_id,
    client_pseudonym,
    group_id,
    applied_on,
    started_on,
    ended_on,
    {{ days_between("applied_on", "started_on") }} as days_waited,
    cast(year(started_on) - birth_year as integer) as age_at_start,
    case
        when started_on is null and ended_on is null then 'aangemeld'
        when started_on is null then 'niet_gestart'
        when ended_on is null then 'lopend'
        else 'beeindigd'
    end as status,
    case when ends_later then 'onbekend' else coalesce(end_reason, 'onbekend') end as end_reason,
    case when ends_later then 'onbekend' else coalesce(follow_up, 'onbekend') end as follow_up
from happened
