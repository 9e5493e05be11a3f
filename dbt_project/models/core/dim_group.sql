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

{{ unknown_member(
    group_key="onbekend", group_id="onbekend", group_name="onbekend", group_type="onbekend", target_group="onbekend",
    lead_organisation="onbekend", neighbourhood_key="onbekend", start_date=none, end_date=none, planned_sessions=none,
    max_participants=none, held_sessions=none, total_minutes=none, n_started=none, age_spread_years=none,
    size_band="onbekend", age_spread_band="onbekend", sessions_band="onbekend", n_partners=none,
    continues_as_network=none,
) }}
