select
    theme as theme_key,
    label,
    kind
from {{ ref("themes") }}

union all

{{ unknown_member(theme_key="onbekend", label="Onbekend", kind="onbekend") }}
