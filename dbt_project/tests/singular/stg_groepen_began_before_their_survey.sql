with surveyed as (
    select
        group_id,
        submitted_on as surveyed_on
    from {{ ref("stg_antwoorden") }}
    union all
    select
        group_id,
        invited_on as surveyed_on
    from {{ ref("stg_uitnodigingen") }}
)

select distinct known_group.group_id
from {{ ref("stg_groepen") }} as known_group
inner join surveyed on known_group.group_id = surveyed.group_id
where surveyed.surveyed_on < {{ add_days("known_group.start_date", -31) }}
