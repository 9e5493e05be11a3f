with ended as (
    select
        dim_group.group_type,
        {{ half_year("participation.ended_date_key") }} as half_year,
        {{ last_12_months("participation.ended_date_key") }} as last_12_months,
        year(participation.ended_date_key) as year,
        participation.participation_key,
        participation.follow_up_key,
        participation.end_reason_key
    from {{ ref("fct_participation") }} as participation
    inner join {{ ref("dim_group") }} as dim_group on participation.group_key = dim_group.group_key
    where participation.status = 'beeindigd'
),

sliced as (
    {{ slices("ended", ["group_type", "half_year", "last_12_months", "year"]) }}
),

outcome_labels as (
    select
        'follow_up' as outcome,
        follow_up_key as fine_key,
        follow_up_key as outcome_key,
        label
    from {{ ref("dim_follow_up") }}
    union all
    select
        'follow_up_class' as outcome,
        follow_up_key as fine_key,
        outcome_class as outcome_key,
        class_label as label
    from {{ ref("dim_follow_up") }}
    union all
    select
        'end_reason' as outcome,
        end_reason_key as fine_key,
        end_reason_key as outcome_key,
        label
    from {{ ref("dim_end_reason") }}
    union all
    select
        'end_reason_class' as outcome,
        end_reason_key as fine_key,
        outcome_class as outcome_key,
        class_label as label
    from {{ ref("dim_end_reason") }}
),

counted as (
    select
        outcome_labels.outcome,
        outcome_labels.outcome_key,
        outcome_labels.label,
        sliced.slice,
        sliced.slice_value,
        count(*) as n_ended,
        {{ set_digest("sliced.participation_key") }} as n_ended_digest
    from sliced
    inner join outcome_labels
        on
            case when outcome_labels.outcome like 'follow_up%' then sliced.follow_up_key else sliced.end_reason_key end
            = outcome_labels.fine_key
    group by
        outcome_labels.outcome, outcome_labels.outcome_key, outcome_labels.label, sliced.slice, sliced.slice_value
),

totals as (
    select
        slice,
        slice_value,
        count(*) as n_ended_total,
        {{ set_digest("participation_key") }} as n_ended_total_digest
    from sliced
    group by slice, slice_value
)

select
    counted.outcome,
    counted.outcome_key,
    counted.label,
    counted.slice,
    counted.slice_value,
    counted.n_ended,
    totals.n_ended_total,
    {{ percentage("counted.n_ended", "totals.n_ended_total") }} as pct_ended,
    counted.n_ended_digest,
    totals.n_ended_total_digest
from counted
inner join totals on counted.slice = totals.slice and counted.slice_value = totals.slice_value
