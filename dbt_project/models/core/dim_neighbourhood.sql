select
    wijk_code as neighbourhood_key,
    name,
    gemeentecode
from {{ ref("neighbourhoods") }}

union all

select
    'onbekend' as neighbourhood_key,
    'onbekend' as name,
    cast(null as string) as gemeentecode
