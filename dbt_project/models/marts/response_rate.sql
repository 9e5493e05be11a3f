with invitations as (
    select
        target_group,
        group_key,
        group_type,
        moment_key,
        {{ half_year("invited_date_key") }} as half_year,
        {{ last_12_months("invited_date_key") }} as last_12_months,
        is_responded
    from {{ ref("fct_invitation") }}
),

counted as (
    select
        target_group,
        group_key,
        group_type,
        moment_key,
        half_year,
        last_12_months,
        count(*) as n_invited,
        count(*) filter (where is_responded) as n_responded
    from invitations
    group by target_group, group_key, group_type, moment_key, half_year, last_12_months
),

sliced as (
    {{ survey_slices("counted", "invited") }}
),

totals as (
    select
        target_group,
        slice,
        slice_value,
        cast(sum(n_invited) as bigint) as n_invited,
        cast(sum(n_responded) as bigint) as n_responded
    from sliced
    group by target_group, slice, slice_value
)

select
    target_group,
    slice,
    slice_value,
    n_invited,
    n_responded,
    {{ percentage("n_responded", "n_invited") }} as pct_responded,
    100 * ({{ wilson_low("n_responded", "n_invited") }}) as responded_low,
    100 * ({{ wilson_high("n_responded", "n_invited") }}) as responded_high
from totals
