{%- set characteristics = ["size_band", "age_spread_band", "sessions_band", "group_type"] -%}

with answers as (
    select
        measurement.target_group,
        measurement.statement_key,
        dim_group.size_band,
        dim_group.age_spread_band,
        dim_group.sessions_band,
        response.group_type,
        measurement.score,
        measurement.answer_class
    from {{ ref("fct_measurement") }} as measurement
    inner join {{ ref("fct_response") }} as response on measurement.response_key = response.response_key
    inner join {{ ref("dim_group") }} as dim_group on response.group_key = dim_group.group_key
    where response.is_respondent and response.moment_key = 'einde'
),

counted as (
    {% for characteristic in characteristics %}
        select
            answers.target_group,
            statement_key,
            '{{ characteristic }}' as characteristic,
            {{ shown_part("answers." ~ characteristic, "respondents") }} as characteristic_value,
            count(*) as n_respondents,
            count(score) as n_answered,
            count(*) filter (where answer_class = 'agree') as n_agree
        from answers
        {{- pooled_join("respondents", "answers.target_group", characteristic, "answers." ~ characteristic) }}
        where {{ shown_part("answers." ~ characteristic, "respondents") }} <> 'onbekend'
        group by answers.target_group, statement_key, characteristic_value
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

totalled as (
    select
        counted.*,
        sum(n_answered) over (partition by target_group, statement_key, characteristic) as all_answered,
        sum(n_agree) over (partition by target_group, statement_key, characteristic) as all_agree
    from counted
),

compared as (
    select
        target_group,
        statement_key,
        characteristic,
        characteristic_value,
        n_respondents,
        n_answered,
        n_agree,
        cast(all_answered - n_answered as bigint) as n_answered_others,
        cast(all_agree - n_agree as bigint) as n_agree_others
    from totalled
),

tables as (
    select
        target_group || '|' || statement_key || '|' || characteristic || '|' || characteristic_value as table_key,
        n_agree as successes,
        n_answered as n,
        n_agree_others as other_successes,
        n_answered_others as other_n
    from compared
    where n_answered > 0 and n_answered_others > 0
),

tested as (
    {{ fisher_exact("tables", "table_key") }}
),

measured as (
    select
        compared.*,
        {{ percentage("n_agree", "n_respondents") }} as pct_agree,
        {{ percentage("n_agree", "n_answered") }} as pct_agree_answered,
        100 * ({{ wilson_low("n_agree", "n_answered") }}) as agree_low,
        100 * ({{ wilson_high("n_agree", "n_answered") }}) as agree_high,
        {{ percentage("n_agree", "n_answered") }}
        - {{ percentage("n_agree_others", "n_answered_others") }} as difference_pp,
        100 * ({{ newcombe_low("n_agree", "n_answered", "n_agree_others", "n_answered_others") }}) as difference_low,
        100 * ({{ newcombe_high("n_agree", "n_answered", "n_agree_others", "n_answered_others") }}) as difference_high,
        {{ answers_per_side("n_agree_others", "n_answered_others") }} as responses_per_side
    from compared
)

select
    measured.target_group,
    measured.statement_key,
    statement.statement_order,
    measured.characteristic,
    measured.characteristic_value as value,
    measured.n_respondents,
    measured.n_answered,
    measured.n_agree,
    measured.n_answered_others,
    measured.n_agree_others,
    measured.pct_agree,
    measured.pct_agree_answered,
    measured.agree_low,
    measured.agree_high,
    measured.difference_pp,
    measured.difference_low,
    measured.difference_high,
    tested.fisher_p,
    case
        when measured.difference_low <= 0 and measured.difference_high >= 0
            then
                greatest(
                    measured.responses_per_side - least(measured.n_answered, measured.n_answered_others),
                    cast(0 as bigint)
                )
    end as responses_needed
from measured
inner join {{ ref("dim_statement") }} as statement on measured.statement_key = statement.statement_key
left join tested
    on
        tested.table_key
        = measured.target_group
        || '|' || measured.statement_key
        || '|' || measured.characteristic
        || '|' || measured.characteristic_value
-- What is pooled in a build for dashboards is compared with, and is itself no characteristic.
where measured.characteristic_value <> 'overig'
