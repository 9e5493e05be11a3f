with respondents as (
    select
        response_key,
        group_type,
        {{ half_year("date_key") }} as half_year,
        {{ last_12_months("date_key") }} as last_12_months
    from {{ ref("fct_response") }}
    where is_respondent
),

counted as (
    select
        measurement.target_group,
        measurement.statement_key,
        measurement.group_key,
        measurement.moment_key,
        respondents.group_type,
        respondents.half_year,
        respondents.last_12_months,
        count(*) as n_respondents,
        count(measurement.score) as n_answered,
        count(*) filter (where measurement.answer_class = 'disagree') as n_disagree,
        count(*) filter (where measurement.answer_class = 'neutral') as n_neutral,
        count(*) filter (where measurement.answer_class = 'agree') as n_agree
    from {{ ref("fct_measurement") }} as measurement
    inner join respondents on measurement.response_key = respondents.response_key
    group by
        measurement.target_group,
        measurement.statement_key,
        measurement.group_key,
        measurement.moment_key,
        respondents.group_type,
        respondents.half_year,
        respondents.last_12_months
),

sliced as (
    {{ survey_slices("counted", "respondents") }}
),

totals as (
    select
        target_group,
        statement_key,
        slice,
        slice_value,
        cast(sum(n_respondents) as bigint) as n_respondents,
        cast(sum(n_answered) as bigint) as n_answered,
        cast(sum(n_disagree) as bigint) as n_disagree,
        cast(sum(n_neutral) as bigint) as n_neutral,
        cast(sum(n_agree) as bigint) as n_agree
    from sliced
    group by target_group, statement_key, slice, slice_value
)

select
    totals.target_group,
    totals.statement_key,
    statement.statement_order,
    asked.wording,
    statement.outcome_area,
    totals.slice,
    totals.slice_value,
    totals.n_respondents,
    totals.n_answered,
    totals.n_disagree,
    totals.n_neutral,
    totals.n_agree,
    {{ percentage("totals.n_disagree", "totals.n_respondents") }} as pct_disagree,
    {{ percentage("totals.n_neutral", "totals.n_respondents") }} as pct_neutral,
    {{ percentage("totals.n_agree", "totals.n_respondents") }} as pct_agree,
    {{ percentage("totals.n_agree", "totals.n_answered") }} as pct_agree_answered,
    100 * ({{ wilson_low("totals.n_agree", "totals.n_answered") }}) as agree_low,
    100 * ({{ wilson_high("totals.n_agree", "totals.n_answered") }}) as agree_high,
    totals.n_respondents < {{ var("caution_below") }} as needs_caution,
    {{ answers_per_side("totals.n_agree", "totals.n_answered") }} as responses_per_side
from totals
inner join {{ ref("dim_statement") }} as statement on totals.statement_key = statement.statement_key
inner join {{ ref("bridge_questionnaire_statement") }} as asked
    on totals.statement_key = asked.statement_key and totals.target_group = asked.target_group
