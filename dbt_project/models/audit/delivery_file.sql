with outside as (
    select
        delivery_id,
        count(*) as n_outside
    from {{ ref("int_outside_group_dates") }}
    group by delivery_id
),

judged as (
    select
        file.*,
        case when file.status = 'accepted' then coalesce(waiting.n_waiting, 0) else 0 end as n_waiting,
        case when file.status = 'accepted' then coalesce(outside.n_outside, 0) else 0 end as n_outside
    from {{ source("raw", "delivery_file") }} as file
    left join {{ ref("int_waiting_rows") }} as waiting on file.delivery_id = waiting.delivery_id
    left join outside on file.delivery_id = outside.delivery_id
)

select
    file_name,
    sha256,
    kind,
    delivered_on,
    status,
    reason,
    cast(n_read as bigint) as n_read,
    cast(n_valid - n_waiting - n_outside as bigint) as n_loaded,
    cast(n_quarantined + n_outside as bigint) as n_quarantined,
    cast(n_dropped as bigint) as n_dropped,
    cast(n_waiting as bigint) as n_waiting,
    delivery_id,
    taken_on
from judged
