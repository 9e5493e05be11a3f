{{ config(enabled=env_var("POOLED_BELOW", "") != "") }}
{%- set group_cuts = ["group_type", "half_year", "neighbourhood", "lead_organisation"] -%}
{%- set smallest_number_of_groups = 3 -%}

with respondents as (
    select
        target_group,
        group_key,
        group_type,
        moment_key,
        {{ half_year("date_key") }} as half_year
    from {{ ref("fct_response") }}
    where is_respondent
),

invited as (
    select
        target_group,
        group_key,
        group_type,
        moment_key,
        {{ half_year("invited_date_key") }} as half_year
    from {{ ref("fct_invitation") }}
),

described_groups as (
    select
        dim_group.group_type,
        {{ half_year("dim_group.start_date") }} as half_year,
        dim_neighbourhood.name as neighbourhood,
        dim_group.lead_organisation
    from {{ ref("dim_group") }} as dim_group
    inner join {{ ref("dim_neighbourhood") }} as dim_neighbourhood
        on dim_group.neighbourhood_key = dim_neighbourhood.neighbourhood_key
    where dim_group.group_key <> 'onbekend'
),

respondents_sliced as (
    {{ survey_slices("respondents") }}
),

invited_sliced as (
    {{ survey_slices("invited") }}
),

groups_sliced as (
    {{ slices("described_groups", group_cuts) }}
),

parts as (
    select
        'respondents' as population,
        target_group,
        slice,
        slice_value,
        count(*) as n,
        {{ pooled_below() }} as smallest
    from respondents_sliced
    where slice not in ('all', 'moment')
    group by target_group, slice, slice_value
    union all
    select
        'invited' as population,
        target_group,
        slice,
        slice_value,
        count(*) as n,
        {{ pooled_below() }} as smallest
    from invited_sliced
    where slice not in ('all', 'moment')
    group by target_group, slice, slice_value
    union all
    select
        'groups' as population,
        'all' as target_group,
        slice,
        slice_value,
        count(*) as n,
        {{ smallest_number_of_groups }} as smallest
    from groups_sliced
    where slice <> 'all'
    group by slice, slice_value
),

-- Small parts go together; where they are few even then, the smallest other part joins them.
judged as (
    select
        parts.*,
        n < smallest as is_small,
        sum(case when n < smallest then n else 0 end) over (partition by population, target_group, slice) as n_small,
        row_number() over (
            partition by population, target_group, slice, n < smallest
            order by n, slice_value
        ) as size_rank,
        coalesce(
            sum(n) over (
                partition by population, target_group, slice
                order by slice_value
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as n_before
    from parts
),

unordered as (
    select
        population,
        target_group,
        slice,
        slice_value,
        case
            when is_small or (size_rank = 1 and n_small > 0 and n_small < smallest) then 'overig'
            else slice_value
        end as shown_value
    from judged
    where slice <> 'half_year'
),

-- A half-year stands by itself where it is large enough and so is all that went before; else it joins the one before.
numbered as (
    select
        population,
        target_group,
        slice_value,
        sum(case when n >= smallest and n_before >= smallest then 1 else 0 end) over (
            partition by population, target_group
            order by slice_value
            rows between unbounded preceding and current row
        ) as span_number
    from judged
    where slice = 'half_year'
),

spans as (
    select
        population,
        target_group,
        slice_value,
        min(slice_value) over (partition by population, target_group, span_number) as first_value,
        max(slice_value) over (partition by population, target_group, span_number) as last_value
    from numbered
),

of_target_groups as (
    select * from unordered
    union all
    select
        population,
        target_group,
        'half_year' as slice,
        slice_value,
        {{ span_label("first_value", "last_value") }} as shown_value
    from spans
),

-- A slice of one part would only say again what the whole says.
cut as (
    select
        population,
        target_group,
        slice,
        slice_value,
        shown_value,
        min(shown_value) over (partition by population, target_group, slice)
        < max(shown_value) over (partition by population, target_group, slice) as is_shown
    from of_target_groups
),

-- Of all target groups together a part is shown that each of them shows which has somebody in it.
together as (
    select
        slice,
        slice_value,
        min(case when shown_value = slice_value then 1 else 0 end) = 1 as is_own_part
    from cut
    where population = 'respondents'
    group by slice, slice_value
),

spans_together as (
    select
        together.slice_value,
        sum(
            case
                when not exists (
                    select 1
                    from spans
                    where
                        spans.population = 'respondents'
                        and together.slice_value > spans.first_value
                        and together.slice_value <= spans.last_value
                )
                    then 1
                else 0
            end
        ) over (
            order by together.slice_value
            rows between unbounded preceding and current row
        ) as span_number
    from together
    where together.slice = 'half_year'
),

of_all as (
    select
        'respondents' as population,
        'all' as target_group,
        slice,
        slice_value,
        case when is_own_part then slice_value else 'overig' end as shown_value
    from together
    where slice <> 'half_year'
    union all
    select
        'respondents' as population,
        'all' as target_group,
        'half_year' as slice,
        slice_value,
        {{ span_label(
            "min(slice_value) over (partition by span_number)", "max(slice_value) over (partition by span_number)"
        ) }} as shown_value
    from spans_together
),

cut_of_all as (
    select
        of_all.population,
        of_all.target_group,
        of_all.slice,
        of_all.slice_value,
        of_all.shown_value,
        min(of_all.shown_value) over (partition by of_all.slice)
        < max(of_all.shown_value) over (partition by of_all.slice)
        and not exists (
            select 1
            from cut
            where cut.population = 'respondents' and cut.slice = of_all.slice and not cut.is_shown
        ) as is_shown
    from of_all
)

select
    population,
    target_group,
    slice,
    slice_value,
    shown_value
from cut
where is_shown

union all

select
    population,
    target_group,
    slice,
    slice_value,
    shown_value
from cut_of_all
where is_shown
