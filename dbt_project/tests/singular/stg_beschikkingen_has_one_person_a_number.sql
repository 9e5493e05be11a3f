-- depends_on: {{ ref("stg_beschikkingen") }}
with delivered as (
    {{ accepted_rows("beschikkingen") }}
)

select
    gemeentecode,
    toewijzingnummer
from delivered
group by gemeentecode, toewijzingnummer
having count(distinct bsn_pseudonym) > 1
