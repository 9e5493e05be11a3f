with followed as (
    select
        follow_up.participation_key,
        follow_up.participant_key,
        dim_group.group_type,
        participation.started_date_key as started_on,
        follow_up.ended_date_key as ended_on,
        follow_up.covered_from,
        follow_up.covered_until
    from {{ ref("fct_help_follow_up") }} as follow_up
    inner join {{ ref("fct_participation") }} as participation
        on follow_up.participation_key = participation.participation_key
    inner join {{ ref("dim_group") }} as dim_group on follow_up.group_key = dim_group.group_key
),

numbers as (
    select {{ whole_numbers(-12, 12) }} as month
),

-- Every border is counted from the start, or from the day after the end, never from another border: so months follow
-- one another without a gap, also where a month is shorter than the day it is counted from.
months as (
    select
        followed.*,
        numbers.month,
        case
            when numbers.month < 0 then {{ add_months("followed.started_on", "numbers.month") }}
            when numbers.month = 0 then followed.started_on
            else {{ add_months(add_days("followed.ended_on", 1), "numbers.month - 1") }}
        end as first_day,
        case
            when numbers.month < 0
                then {{ add_days(add_months("followed.started_on", "numbers.month + 1"), -1) }}
            when numbers.month = 0 then followed.ended_on
            else {{ add_days(add_months(add_days("followed.ended_on", 1), "numbers.month"), -1) }}
        end as last_day
    from followed
    cross join numbers
),

observed as (
    select * from months
    where first_day >= covered_from and last_day <= covered_until
),

helped as (
    select distinct
        observed.participation_key,
        observed.month
    from observed
    inner join {{ ref("fct_help_decision") }} as decision
        on
            observed.participant_key = decision.participant_key
            and observed.last_day >= decision.start_date_key
            and (decision.end_date_key is null or observed.first_day <= decision.end_date_key)
),

observed_by_type as (
    select
        observed.group_type,
        observed.month,
        observed.participation_key,
        helped.participation_key is not null as has_help
    from observed
    left join helped on observed.participation_key = helped.participation_key and observed.month = helped.month
),

observed_and_all as (
    select * from observed_by_type
    union all
    select
        'all' as group_type,
        month,
        participation_key,
        has_help
    from observed_by_type
),

counted as (
    select
        group_type,
        cast(month as integer) as month,
        count(*) as n_observed,
        count(*) filter (where has_help) as n_with_help,
        {{ set_digest("participation_key") }} as n_observed_digest,
        {{ set_digest("participation_key", "has_help") }} as n_with_help_digest
    from observed_and_all
    group by group_type, month
)

select
    group_type,
    month,
    n_observed,
    n_with_help,
    cast(n_with_help as double) / n_observed as share_with_help,
    {{ wilson_low("n_with_help", "n_observed") }} as low,
    {{ wilson_high("n_with_help", "n_observed") }} as high,
    n_observed_digest,
    n_with_help_digest
from counted
