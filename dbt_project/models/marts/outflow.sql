with ended as (
    select
        dim_group.group_type,
        {{ half_year("participation.ended_date_key") }} as half_year,
        year(participation.ended_date_key) as year,
        participation.follow_up_key,
        participation.end_reason_key
    from {{ ref("fct_participation") }} as participation
    inner join {{ ref("dim_group") }} as dim_group on participation.group_key = dim_group.group_key
    where participation.status = 'beeindigd'
),

sliced as (
    {{ slices("ended", ["group_type", "half_year", "year"]) }}
),

outcomes as (
    select
        slice,
        slice_value,
        'follow_up' as outcome,
        follow_up_key as outcome_key
    from sliced
    union all
    select
        slice,
        slice_value,
        'end_reason' as outcome,
        end_reason_key as outcome_key
    from sliced
),

counted as (
    select
        slice,
        slice_value,
        outcome,
        outcome_key,
        count(*) as n_ended
    from outcomes
    group by slice, slice_value, outcome, outcome_key
),

totalled as (
    select
        counted.*,
        cast(sum(n_ended) over (partition by slice, slice_value, outcome) as bigint) as n_ended_total
    from counted
)

select
    totalled.outcome,
    totalled.outcome_key,
    coalesce(follow_up.label, end_reason.label) as label,
    totalled.slice,
    totalled.slice_value,
    totalled.n_ended,
    totalled.n_ended_total,
    {{ percentage("totalled.n_ended", "totalled.n_ended_total") }} as pct_ended
from totalled
left join {{ ref("dim_follow_up") }} as follow_up
    on totalled.outcome = 'follow_up' and totalled.outcome_key = follow_up.follow_up_key
left join {{ ref("dim_end_reason") }} as end_reason
    on totalled.outcome = 'end_reason' and totalled.outcome_key = end_reason.end_reason_key
