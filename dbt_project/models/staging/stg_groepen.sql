with listed as (
    {{ listed_versions("groepen", ["groep_id"]) }}
),

newest as (
    {{ newest_version("listed", ["groep_id"], ["known_on desc"]) }}
)

select
    groep_id as group_id,
    naam as group_name,
    groepstype as group_type,
    doelgroep as target_group,
    organisatie as lead_organisation,
    partners,
    wijk as neighbourhood,
    startdatum as start_date,
    einddatum as end_date,
    cast(gepland_aantal_bijeenkomsten as integer) as planned_sessions,
    cast(max_deelnemers as integer) as max_participants,
    voortgezet_als_netwerk as continues_as_network,
    known_on
from newest
