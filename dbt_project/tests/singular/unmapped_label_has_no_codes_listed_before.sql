-- depends_on: {{ ref("unmapped_label") }}
select
    delivery_id,
    column_name,
    code
from {{ source("raw", "unlisted_code") }}
