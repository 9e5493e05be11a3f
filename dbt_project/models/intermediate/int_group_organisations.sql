with leads as (
    select
        group_id,
        lead_organisation as organisation
    from {{ ref("stg_groepen") }}
),

partners as (
    select
        group_id,
        {{ split_to_rows("partners", ",") }} as organisation
    from {{ ref("stg_groepen") }}
    where partners is not null
),

everyone as (
    select
        group_id,
        organisation,
        true as is_lead
    from leads
    union all
    select
        group_id,
        trim(organisation) as organisation,
        false as is_lead
    from partners
    where trim(organisation) <> ''
)

select
    {{ surrogate_key("group", ["group_id"]) }} as group_key,
    group_id,
    organisation,
    bool_or(is_lead) as is_lead
from everyone
group by group_id, organisation
