select
    file_name,
    sha256,
    kind,
    delivered_on,
    status,
    reason,
    n_read,
    n_loaded,
    n_quarantined,
    n_dropped,
    n_waiting,
    delivery_id,
    taken_on,
    file_key,
    n_left_out
from {{ ref("int_delivery_files") }}
