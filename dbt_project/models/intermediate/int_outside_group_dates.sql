with delivered as (
    {{ accepted_rows("bijeenkomsten") }}
)

select
    delivered.delivery_id,
    delivered.line
from delivered
inner join {{ ref("stg_groepen") }} as known_group on delivered.groep_id = known_group.group_id
where {{ is_outside_group_dates("delivered.datum", "known_group") }}
