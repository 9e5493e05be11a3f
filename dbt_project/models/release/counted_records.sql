{{ config(enabled=env_var("POOLED_BELOW", "") != "") }}

with respondents as (
    select
        target_group,
        moment_key,
        response_key
    from {{ ref("fct_response") }}
    where is_respondent
),

pairs as (
    {{ contact_pairs() }}
)

select
    'respondents' as counted,
    target_group,
    moment_key,
    response_key as record_key
from respondents

union all

select
    'respondents' as counted,
    'all' as target_group,
    moment_key,
    response_key as record_key
from respondents

union all

select
    'contacts' as counted,
    target_group,
    moment_key,
    response_key as record_key
from respondents

union all

select
    'pairs' as counted,
    target_group,
    moment_key,
    response_key as record_key
from pairs

union all

select
    'invited' as counted,
    target_group,
    moment_key,
    invitation_key as record_key
from {{ ref("fct_invitation") }}
