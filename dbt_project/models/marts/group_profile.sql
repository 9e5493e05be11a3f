{%- set cuts = ["group_type", "half_year", "last_12_months", "district", "neighbourhood", "lead_organisation"] -%}

with described as (
    select
        dim_group.group_key,
        dim_group.group_type,
        {{ half_year("dim_group.start_date") }} as half_year,
        {{ last_12_months("dim_group.start_date") }} as last_12_months,
        dim_neighbourhood.district,
        dim_neighbourhood.name as neighbourhood,
        dim_group.lead_organisation,
        dim_group.n_started,
        dim_group.held_sessions,
        dim_group.age_spread_years,
        dim_group.end_date <= {{ as_of() }} as has_ended,
        dim_group.continues_as_network
    from {{ ref("dim_group") }} as dim_group
    inner join {{ ref("dim_neighbourhood") }} as dim_neighbourhood
        on dim_group.neighbourhood_key = dim_neighbourhood.neighbourhood_key
    where dim_group.group_key <> 'onbekend'
),

participations as (
    select
        described.group_type,
        described.half_year,
        described.last_12_months,
        described.district,
        described.neighbourhood,
        described.lead_organisation,
        participation.participation_key,
        participation.participant_key,
        participation.started_date_key is not null as has_started,
        participation.sessions_attended,
        participation.sessions_possible,
        participation.status = 'beeindigd' and participation.end_reason_key <> 'onbekend' as has_known_end,
        participation.end_reason_key
    from {{ ref("fct_participation") }} as participation
    inner join described on participation.group_key = described.group_key
),

groups_sliced as (
    {{ slices("described", cuts, "groups") }}
),

participations_sliced as (
    {{ slices("participations", cuts, "groups") }}
),

of_groups as (
    select
        slice,
        slice_value,
        count(*) as n_groups,
        percentile_cont(0.5) within group (order by case when n_started > 0 then n_started end) as median_size,
        percentile_cont(0.5) within group (order by case when held_sessions > 0 then held_sessions end)
            as median_sessions,
        percentile_cont(0.5) within group (order by case when n_started > 0 then age_spread_years end)
            as median_age_spread_years,
        count(*) filter (where has_ended and continues_as_network is not null) as n_ended_known,
        count(*) filter (where has_ended and continues_as_network) as n_continuing
    from groups_sliced
    group by slice, slice_value
),

of_participations as (
    select
        slice,
        slice_value,
        count(distinct case when has_started then participant_key end) as n_participants,
        cast(sum(sessions_attended) as bigint) as n_attended,
        cast(sum(sessions_possible) as bigint) as n_possible,
        count(*) filter (where has_known_end) as n_known_ends,
        count(*) filter (where has_known_end and end_reason_key <> '01') as n_dropouts,
        {{ set_digest("participant_key", "has_started") }} as n_participants_digest,
        {{ set_digest("participation_key", "has_known_end") }} as n_known_ends_digest,
        {{ set_digest("participation_key", "has_known_end and end_reason_key <> '01'") }} as n_dropouts_digest
    from participations_sliced
    group by slice, slice_value
)

select
    of_groups.slice,
    of_groups.slice_value,
    of_groups.n_groups,
    coalesce(of_participations.n_participants, 0) as n_participants,
    cast(of_groups.median_size as double) as median_size,
    cast(of_groups.median_sessions as double) as median_sessions,
    cast(of_groups.median_age_spread_years as double) as median_age_spread_years,
    case
        when of_participations.n_possible > 0
            then cast(of_participations.n_attended as double) / of_participations.n_possible
    end as attendance_share,
    {{ percentage("of_participations.n_dropouts", "of_participations.n_known_ends") }} as pct_dropout,
    {{ percentage("of_groups.n_continuing", "of_groups.n_ended_known") }} as pct_continues_as_network,
    coalesce(of_participations.n_attended, 0) as n_attended,
    coalesce(of_participations.n_possible, 0) as n_possible,
    coalesce(of_participations.n_known_ends, 0) as n_known_ends,
    coalesce(of_participations.n_dropouts, 0) as n_dropouts,
    of_groups.n_ended_known,
    of_groups.n_continuing,
    coalesce(of_participations.n_participants_digest, '0') as n_participants_digest,
    coalesce(of_participations.n_known_ends_digest, '0') as n_known_ends_digest,
    coalesce(of_participations.n_dropouts_digest, '0') as n_dropouts_digest
from of_groups
left join of_participations
    on of_groups.slice = of_participations.slice and of_groups.slice_value = of_participations.slice_value
