select
    kind,
    column_name,
    label,
    cast(sum(n_rows) as bigint) as n_rows
from {{ source("raw", "unmapped_label") }}
group by kind, column_name, label
