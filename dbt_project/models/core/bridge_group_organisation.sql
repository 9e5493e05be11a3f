select
    group_key,
    case
        when organisation = 'onbekend' then 'onbekend'
        else {{ surrogate_key("organisation", ["organisation"]) }}
    end as organisation_key,
    is_lead
from {{ ref("int_group_organisations") }}
