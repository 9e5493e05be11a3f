with listed as (
    {{ listed_versions("deelnemers", ["client_pseudonym"]) }}
),

newest as (
    {{ newest_version("listed", ["client_pseudonym"], ["known_on desc"]) }}
)

select
    client_pseudonym,
    bsn_pseudonym,
    cast(geboortejaar as integer) as birth_year,
    coalesce(geslacht, 'onbekend') as gender,
    rol as role,
    postcode4,
    wijk as neighbourhood,
    cast(jongste_kind_geboortejaar as integer) as youngest_child_birth_year,
    cast(oudste_kind_geboortejaar as integer) as oldest_child_birth_year,
    known_on
from newest
