with observed as (
    select
        dim_group.group_type,
        follow_up.days_observed,
        follow_up.has_event
    from {{ ref("fct_help_follow_up") }} as follow_up
    inner join {{ ref("dim_group") }} as dim_group on follow_up.group_key = dim_group.group_key
),

observed_and_all as (
    select * from observed
    union all
    select
        'all' as group_type,
        days_observed,
        has_event
    from observed
),

curve as (
    {{ kaplan_meier("observed_and_all", "group_type") }}
)

select
    group_type,
    day,
    n_at_risk,
    n_events,
    n_censored,
    share_without_event as share_without_help,
    low,
    high
from curve
