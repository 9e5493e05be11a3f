select
    {{ surrogate_key("group", ["known_group.group_id"]) }} as group_key,
    known_group.group_id,
    known_group.group_name,
    known_group.group_type,
    known_group.target_group,
    known_group.lead_organisation,
    coalesce(known_group.neighbourhood, 'onbekend') as neighbourhood_key,
    known_group.start_date,
    known_group.end_date,
    known_group.planned_sessions,
    known_group.max_participants,
    figures.held_sessions,
    figures.total_minutes,
    figures.n_started,
    figures.age_spread_years,
    {{ size_band("figures.n_started") }} as size_band,
    {{ age_spread_band("figures.age_spread_years") }} as age_spread_band,
    {{ sessions_band("figures.held_sessions") }} as sessions_band,
    figures.n_partners,
    known_group.continues_as_network
from {{ ref("stg_groepen") }} as known_group
inner join {{ ref("int_group_figures") }} as figures on known_group.group_id = figures.group_id

union all

select
    'onbekend' as group_key,
    'onbekend' as group_id,
    'onbekend' as group_name,
    'onbekend' as group_type,
    'onbekend' as target_group,
    'onbekend' as lead_organisation,
    'onbekend' as neighbourhood_key,
    cast(null as date) as start_date,
    cast(null as date) as end_date,
    cast(null as integer) as planned_sessions,
    cast(null as integer) as max_participants,
    cast(null as bigint) as held_sessions,
    cast(null as bigint) as total_minutes,
    cast(null as bigint) as n_started,
    cast(null as integer) as age_spread_years,
    'onbekend' as size_band,
    'onbekend' as age_spread_band,
    'onbekend' as sessions_band,
    cast(null as bigint) as n_partners,
    cast(null as boolean) as continues_as_network
