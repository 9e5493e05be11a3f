select
    wijk_code as neighbourhood_key,
    name,
    gemeentecode,
    coalesce(district, 'onbekend') as district
from {{ ref("neighbourhoods") }}

union all

{{ unknown_member(neighbourhood_key="onbekend", name="onbekend", gemeentecode=none, district="onbekend") }}
