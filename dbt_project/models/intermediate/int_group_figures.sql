with started as (
    select
        participation.group_id,
        participation.client_pseudonym,
        client.birth_year,
        client.youngest_child_birth_year,
        client.oldest_child_birth_year
    from {{ ref("int_participations") }} as participation
    inner join {{ ref("stg_deelnemers") }} as client
        on participation.client_pseudonym = client.client_pseudonym
    where participation.started_on is not null
),

sizes as (
    select
        group_id,
        count(*) as n_started
    from started
    group by group_id
),

birth_years as (
    select
        started.group_id,
        started.birth_year
    from started
    inner join {{ ref("stg_groepen") }} as known_group on started.group_id = known_group.group_id
    where known_group.target_group = 'jongeren'
    union all
    select
        started.group_id,
        started.youngest_child_birth_year as birth_year
    from started
    inner join {{ ref("stg_groepen") }} as known_group on started.group_id = known_group.group_id
    where known_group.target_group <> 'jongeren'
    union all
    select
        started.group_id,
        started.oldest_child_birth_year as birth_year
    from started
    inner join {{ ref("stg_groepen") }} as known_group on started.group_id = known_group.group_id
    where known_group.target_group <> 'jongeren'
),

spreads as (
    select
        group_id,
        max(birth_year) - min(birth_year) as age_spread_years
    from birth_years
    group by group_id
),

sessions as (
    select
        group_id,
        count(*) as held_sessions,
        sum(minutes) as total_minutes
    from {{ ref("int_sessions") }}
    where is_held
    group by group_id
),

partners as (
    select
        group_id,
        count(*) as n_partners
    from {{ ref("int_group_organisations") }}
    where not is_lead
    group by group_id
)

select
    known_group.group_id,
    cast(coalesce(sizes.n_started, 0) as bigint) as n_started,
    cast(coalesce(sessions.held_sessions, 0) as bigint) as held_sessions,
    cast(coalesce(sessions.total_minutes, 0) as bigint) as total_minutes,
    cast(spreads.age_spread_years as integer) as age_spread_years,
    cast(coalesce(partners.n_partners, 0) as bigint) as n_partners
from {{ ref("stg_groepen") }} as known_group
left join sizes on known_group.group_id = sizes.group_id
left join sessions on known_group.group_id = sessions.group_id
left join spreads on known_group.group_id = spreads.group_id
left join partners on known_group.group_id = partners.group_id
