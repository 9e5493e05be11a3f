-- depends_on: {{ ref("stg_bijeenkomsten") }}
select
    delivery_id,
    line
from {{ ref("int_outside_group_dates") }}
