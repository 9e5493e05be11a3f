with listed as (
    {{ listed_versions("deelnames", ["deelname_id"]) }}
),

ranked as (
    select
        listed.*,
        row_number() over (partition by listed.deelname_id order by listed.known_on desc) as version_rank
    from listed
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
from ranked
where version_rank = 1
