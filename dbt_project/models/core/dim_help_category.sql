select
    category as help_category_key,
    label
from {{ ref("help_categories") }}

union all

{{ unknown_member(help_category_key="onbekend", label="Onbekend") }}
