with audiences as (
    select distinct target_group from {{ ref("dim_questionnaire") }}
    where questionnaire <> 'onbekend'
    union all
    select 'all' as target_group
),

indicators as (
    select
        assumption.assumption_key,
        assumption.assumption_order,
        assumption.report_section,
        assumption.assumption,
        assumption.indicator,
        assumption.measure,
        assumption.statement_key,
        assumption.moment_key,
        assumption.days,
        assumption.source_table,
        audiences.target_group
    from {{ ref("dim_assumption") }} as assumption
    inner join audiences
        on coalesce(assumption.target_group = audiences.target_group, audiences.target_group <> 'all')
    where assumption.assumption_key <> 'onbekend'
),

answers as (
    select
        measurement.target_group,
        measurement.statement_key,
        measurement.moment_key,
        count(*) as n_respondents,
        count(measurement.score) as n_answered,
        count(*) filter (where measurement.answer_class = 'agree') as n_agree
    from {{ ref("fct_measurement") }} as measurement
    inner join {{ ref("fct_response") }} as response on measurement.response_key = response.response_key
    where response.is_respondent
    group by measurement.target_group, measurement.statement_key, measurement.moment_key
),

of_answers as (
    select
        indicators.assumption_key,
        indicators.target_group,
        answers.n_answered as n,
        answers.n_respondents - answers.n_answered as n_unknown,
        cast(answers.n_agree as double) / nullif(answers.n_answered, 0) as share,
        {{ wilson_low("answers.n_agree", "answers.n_answered") }} as low,
        {{ wilson_high("answers.n_agree", "answers.n_answered") }} as high
    from indicators
    inner join answers
        on
            indicators.target_group = answers.target_group
            and indicators.statement_key = answers.statement_key
            and indicators.moment_key = answers.moment_key
),

observed as (
    select
        'all' as target_group,
        days_observed,
        has_event
    from {{ ref("fct_help_follow_up") }}
),

curve as (
    {{ kaplan_meier("observed", "target_group") }}
),

followed as (
    select
        count(*) as n,
        max(days_observed) as longest
    from observed
),

ended as (
    select count(*) as n
    from {{ ref("fct_participation") }}
    where status = 'beeindigd'
),

curve_at_day as (
    select
        indicators.assumption_key,
        curve.share_without_event,
        curve.low,
        curve.high,
        row_number() over (partition by indicators.assumption_key order by curve.day desc) as day_rank
    from indicators
    inner join curve on indicators.target_group = curve.target_group and indicators.days >= curve.day
    where indicators.measure = 'help'
),

of_help as (
    select
        indicators.assumption_key,
        indicators.target_group,
        followed.n,
        ended.n - followed.n as n_unknown,
        case when {{ is_observed_until("indicators.days") }} then curve_at_day.share_without_event end as share,
        case when {{ is_observed_until("indicators.days") }} then curve_at_day.low end as low,
        case when {{ is_observed_until("indicators.days") }} then curve_at_day.high end as high
    from indicators
    cross join followed
    cross join ended
    left join curve_at_day
        on indicators.assumption_key = curve_at_day.assumption_key and curve_at_day.day_rank = 1
    where indicators.measure = 'help'
),

ended_groups as (
    select
        count(continues_as_network) as n,
        count(*) filter (where continues_as_network is null) as n_unknown,
        count(*) filter (where continues_as_network) as n_continuing
    from {{ ref("dim_group") }}
    where end_date <= {{ as_of() }}
),

of_networks as (
    select
        indicators.assumption_key,
        indicators.target_group,
        ended_groups.n,
        ended_groups.n_unknown,
        cast(ended_groups.n_continuing as double) / nullif(ended_groups.n, 0) as share,
        {{ wilson_low("ended_groups.n_continuing", "ended_groups.n") }} as low,
        {{ wilson_high("ended_groups.n_continuing", "ended_groups.n") }} as high
    from indicators
    cross join ended_groups
    where indicators.measure = 'network'
),

measured as (
    select * from of_answers
    union all
    select * from of_help
    union all
    select * from of_networks
),

judged as (
    select
        indicators.*,
        100 * measured.share as value,
        100 * measured.low as low,
        100 * measured.high as high,
        coalesce(measured.n, 0) as n,
        coalesce(measured.n_unknown, 0) as n_unknown,
        {{ verdict("measured.n", "measured.share", "measured.low", "measured.high") }} as verdict
    from indicators
    left join measured
        on
            indicators.assumption_key = measured.assumption_key
            and indicators.target_group = measured.target_group
)

select
    assumption_key,
    assumption_order,
    report_section,
    assumption,
    indicator,
    target_group,
    value,
    low,
    high,
    n,
    n_unknown,
    source_table,
    verdict,
    {{ verdict_text("verdict", "measure", "n") }} as verdict_text
from judged
