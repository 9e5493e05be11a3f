select
    category as help_category_key,
    label
from {{ ref("help_categories") }}

union all

select
    'onbekend' as help_category_key,
    'Onbekend' as label
