with listed as (
    {{ listed_versions("aanwezigheid", ["deelname_id", "bijeenkomst_id"]) }}
),

newest as (
    {{ newest_version("listed", ["deelname_id", "bijeenkomst_id"], ["known_on desc"]) }}
)

select
    deelname_id as participation_id,
    bijeenkomst_id as session_id,
    status,
    known_on
from newest
