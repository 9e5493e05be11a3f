with curve_at_day as (
    select
        assumption.target_group,
        assumption.days,
        curve.share_without_help,
        curve.low,
        curve.high,
        row_number() over (partition by assumption.assumption_key order by curve.day desc) as day_rank
    from {{ ref("dim_assumption") }} as assumption
    inner join {{ ref("help_follow_up_curve") }} as curve
        on assumption.days >= curve.day and assumption.target_group = curve.group_type
),

figures as (
    select
        'marts.statement_agreement' as source_table,
        target_group,
        statement_key || ' einde' as figure,
        pct_agree_answered as value,
        agree_low as low,
        agree_high as high
    from {{ ref("statement_agreement") }}
    where slice = 'all'

    union all

    select
        'marts.network_over_time' as source_table,
        target_group,
        'contact ' || moment_key as figure,
        pct_contact_answered as value,
        contact_low as low,
        contact_high as high
    from {{ ref("network_over_time") }}

    union all

    select
        'marts.help_follow_up_curve' as source_table,
        target_group,
        cast(days as string) as figure,
        100 * share_without_help as value,
        100 * low as low,
        100 * high as high
    from curve_at_day
    where day_rank = 1

    union all

    select
        'marts.group_profile' as source_table,
        'all' as target_group,
        '' as figure,
        pct_continues_as_network as value,
        null as low,
        null as high
    from {{ ref("group_profile") }}
    where slice = 'all'
)

select
    assumption.assumption_key,
    assumption.target_group
from {{ ref("assumptions") }} as assumption
inner join {{ ref("dim_assumption") }} as indicator on assumption.assumption_key = indicator.assumption_key
left join figures
    on
        assumption.source_table = figures.source_table
        and assumption.target_group = figures.target_group
        and figures.figure = coalesce(
            case when indicator.measure = 'contact' then 'contact' else indicator.statement_key end
            || ' ' || indicator.moment_key,
            cast(indicator.days as string), ''
        )
where
    assumption.value is not null
    and (
        figures.value is null
        or abs(assumption.value - figures.value) > 1e-9
        or abs(assumption.low - figures.low) > 1e-9
        or abs(assumption.high - figures.high) > 1e-9
    )
