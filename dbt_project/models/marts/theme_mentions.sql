with respondents as (
    select
        response_key,
        target_group,
        group_key,
        group_type,
        moment_key,
        {{ half_year("date_key") }} as half_year,
        {{ last_12_months("date_key") }} as last_12_months
    from {{ ref("fct_response") }}
    where is_respondent
),

respondents_and_all as (
    select * from respondents
    union all
    select
        response_key,
        'all' as target_group,
        group_key,
        group_type,
        moment_key,
        half_year,
        last_12_months
    from respondents
),

respondents_counted as (
    select
        target_group,
        group_key,
        group_type,
        moment_key,
        half_year,
        last_12_months,
        count(*) as n_respondents
    from respondents_and_all
    group by target_group, group_key, group_type, moment_key, half_year, last_12_months
),

mentions_counted as (
    select
        mention.theme_key,
        respondents.target_group,
        respondents.group_key,
        respondents.group_type,
        respondents.moment_key,
        respondents.half_year,
        respondents.last_12_months,
        count(distinct respondents.response_key) as n_mentions
    from {{ ref("fct_theme_mention") }} as mention
    inner join respondents_and_all as respondents on mention.response_key = respondents.response_key
    group by
        mention.theme_key,
        respondents.target_group,
        respondents.group_key,
        respondents.group_type,
        respondents.moment_key,
        respondents.half_year,
        respondents.last_12_months
),

respondents_sliced as (
    {{ survey_slices("respondents_counted", "respondents") }}
),

mentions_sliced as (
    {{ survey_slices("mentions_counted", "respondents") }}
),

respondents_total as (
    select
        target_group,
        slice,
        slice_value,
        cast(sum(n_respondents) as bigint) as n_respondents
    from respondents_sliced
    group by target_group, slice, slice_value
),

mentions_total as (
    select
        theme_key,
        target_group,
        slice,
        slice_value,
        cast(sum(n_mentions) as bigint) as n_mentions
    from mentions_sliced
    group by theme_key, target_group, slice, slice_value
)

select
    theme.kind,
    theme.theme_key,
    theme.label,
    respondents_total.target_group,
    respondents_total.slice,
    respondents_total.slice_value,
    coalesce(mentions_total.n_mentions, 0) as n_mentions,
    respondents_total.n_respondents,
    {{ percentage("coalesce(mentions_total.n_mentions, 0)", "respondents_total.n_respondents") }} as pct_respondents
from respondents_total
cross join {{ ref("dim_theme") }} as theme
left join mentions_total
    on
        respondents_total.target_group = mentions_total.target_group
        and respondents_total.slice = mentions_total.slice
        and respondents_total.slice_value = mentions_total.slice_value
        and theme.theme_key = mentions_total.theme_key
where theme.theme_key <> 'onbekend'
