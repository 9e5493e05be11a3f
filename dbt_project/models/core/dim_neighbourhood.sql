select
    wijk_code as neighbourhood_key,
    name,
    gemeentecode
from {{ ref("neighbourhoods") }}

union all

{{ unknown_member(neighbourhood_key="onbekend", name="onbekend", gemeentecode=none) }}
