with started as (
    select
        dim_group.group_type,
        {{ half_year("participation.started_date_key") }} as half_year,
        {{ last_12_months("participation.started_date_key") }} as last_12_months,
        year(participation.started_date_key) as year,
        participation.participation_key,
        participation.days_waited
    from {{ ref("fct_participation") }} as participation
    inner join {{ ref("dim_group") }} as dim_group on participation.group_key = dim_group.group_key
    where participation.started_date_key is not null
),

sliced as (
    {{ slices("started", ["group_type", "half_year", "last_12_months", "year"]) }}
)

select
    slice,
    slice_value,
    count(*) as n_started,
    cast(percentile_cont(0.5) within group (order by days_waited) as double) as median_days,
    cast(percentile_cont(0.9) within group (order by days_waited) as double) as p90_days,
    count(*) filter (where days_waited > {{ var("long_wait_days") }}) as n_over_42_days,
    cast(count(*) filter (where days_waited > {{ var("long_wait_days") }}) as double) / count(*) as share_over_42_days,
    {{ set_digest("participation_key") }} as n_started_digest,
    {{ set_digest("participation_key", "days_waited > " ~ var("long_wait_days")) }} as n_over_42_days_digest
from sliced
group by slice, slice_value
