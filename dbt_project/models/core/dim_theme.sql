select
    theme as theme_key,
    label,
    kind
from {{ ref("themes") }}

union all

select
    'onbekend' as theme_key,
    'Onbekend' as label,
    'onbekend' as kind
