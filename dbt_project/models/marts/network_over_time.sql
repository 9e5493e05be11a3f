with respondents as (
    select
        response.target_group,
        response.moment_key,
        measurement.answer_class,
        measurement.answer_class = 'agree' as has_contact
    from {{ ref("fct_response") }} as response
    inner join {{ ref("fct_measurement") }} as measurement
        on response.response_key = measurement.response_key and {{ is_about_contact("measurement.statement_key") }}
    where response.is_respondent
),

counted as (
    select
        target_group,
        moment_key,
        count(*) as n_respondents,
        count(answer_class) as n_answered,
        count(*) filter (where has_contact) as n_contact
    from respondents
    group by target_group, moment_key
),

moved as (
    {{ contact_pairs() }}
),

pairs as (
    select
        target_group,
        moment_key,
        count(*) as n_pairs,
        count(*) filter (where has_contact and not had_contact) as n_gained,
        count(*) filter (where had_contact and not has_contact) as n_lost
    from moved
    group by target_group, moment_key
)

select
    counted.target_group,
    counted.moment_key,
    moment.moment_order,
    counted.n_respondents,
    counted.n_answered,
    counted.n_contact,
    {{ percentage("counted.n_contact", "counted.n_respondents") }} as pct_contact,
    {{ percentage("counted.n_contact", "counted.n_answered") }} as pct_contact_answered,
    100 * ({{ wilson_low("counted.n_contact", "counted.n_answered") }}) as contact_low,
    100 * ({{ wilson_high("counted.n_contact", "counted.n_answered") }}) as contact_high,
    case when counted.moment_key <> 'einde' then coalesce(pairs.n_pairs, 0) end as n_pairs,
    case when counted.moment_key <> 'einde' then coalesce(pairs.n_gained, 0) end as n_gained,
    case when counted.moment_key <> 'einde' then coalesce(pairs.n_lost, 0) end as n_lost
from counted
inner join {{ ref("dim_moment") }} as moment on counted.moment_key = moment.moment_key
left join pairs on counted.target_group = pairs.target_group and counted.moment_key = pairs.moment_key
