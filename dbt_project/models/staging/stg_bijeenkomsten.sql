with listed as (
    {{ listed_versions("bijeenkomsten", ["bijeenkomst_id"]) }}
),

valid as (
    select listed.*
    from listed
    left join {{ ref("stg_groepen") }} as known_group on listed.groep_id = known_group.group_id
    where not {{ is_outside_group_dates("listed.datum", "known_group") }}
),

newest as (
    {{ newest_version("valid", ["bijeenkomst_id"], ["known_on desc"]) }}
)

select
    bijeenkomst_id as session_id,
    groep_id as group_id,
    datum as session_date,
    cast(duur_minuten as integer) as minutes,
    cast(aantal_begeleiders as integer) as n_facilitators,
    known_on
from newest
