{{ config(enabled=env_var("POOLED_BELOW", "") != "") }}
{%- set group_cuts = ["group_type", "half_year", "last_12_months", "district", "neighbourhood", "lead_organisation"] -%}

with records as (
    select
        'respondents' as population,
        target_group,
        response_key as record_key,
        group_key,
        group_type,
        moment_key,
        {{ half_year("date_key") }} as half_year,
        {{ last_12_months("date_key") }} as last_12_months
    from {{ ref("fct_response") }}
    where is_respondent
    union all
    select
        'invited' as population,
        target_group,
        invitation_key as record_key,
        group_key,
        group_type,
        moment_key,
        {{ half_year("invited_date_key") }} as half_year,
        {{ last_12_months("invited_date_key") }} as last_12_months
    from {{ ref("fct_invitation") }}
),

described_groups as (
    select
        dim_group.group_key as record_key,
        dim_group.group_type,
        {{ half_year("dim_group.start_date") }} as half_year,
        {{ last_12_months("dim_group.start_date") }} as last_12_months,
        dim_neighbourhood.district,
        dim_neighbourhood.name as neighbourhood,
        dim_group.lead_organisation
    from {{ ref("dim_group") }} as dim_group
    inner join {{ ref("dim_neighbourhood") }} as dim_neighbourhood
        on dim_group.neighbourhood_key = dim_neighbourhood.neighbourhood_key
    where dim_group.group_key <> 'onbekend'
),

records_sliced as (
    {{ survey_slices("records") }}
),

groups_sliced as (
    {{ slices("described_groups", group_cuts) }}
)

select
    population,
    target_group,
    record_key,
    slice,
    slice_value
from records_sliced
where slice not in ('all', 'moment')

union all

select
    'groups' as population,
    'all' as target_group,
    record_key,
    slice,
    slice_value
from groups_sliced
where slice <> 'all'
