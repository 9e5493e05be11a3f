select
    {{ surrogate_key(
        "delivery_file", ["coalesce(file_key, file_name)", "coalesce(sha256, '')"]
    ) }} as delivery_file_key,
    kind,
    status,
    taken_on as taken_date_key,
    delivered_on as delivered_date_key,
    n_read,
    n_loaded,
    n_quarantined,
    n_dropped,
    n_waiting,
    n_unmapped_labels,
    coalesce(n_linkable, 0) as n_linkable,
    coalesce(n_linked, 0) as n_linked
from {{ ref("int_delivery_files") }}
where kind is not null and taken_on is not null and status in ('accepted', 'rejected', 'duplicate')
