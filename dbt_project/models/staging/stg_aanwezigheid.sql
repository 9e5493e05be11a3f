with listed as (
    {{ listed_versions("aanwezigheid", ["deelname_id", "bijeenkomst_id"]) }}
),

ranked as (
    select
        listed.*,
        row_number() over (
            partition by listed.deelname_id, listed.bijeenkomst_id
            order by listed.known_on desc
        ) as version_rank
    from listed
)

select
    deelname_id as participation_id,
    bijeenkomst_id as session_id,
    status,
    known_on
from ranked
where version_rank = 1
