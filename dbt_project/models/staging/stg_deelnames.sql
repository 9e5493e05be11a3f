with listed as (
    {{ listed_versions("deelnames", ["deelname_id"]) }}
),

newest as (
    {{ newest_version("listed", ["deelname_id"], ["known_on desc"]) }}
)

select
    deelname_id as participation_id,
    client_pseudonym,
    groep_id as group_id,
    aanmelddatum as applied_on,
    startdatum as started_on,
    einddatum as ended_on,
    reden_beeindiging as end_reason,
    vervolg_bij_uitstroom as follow_up,
    known_on
from newest
