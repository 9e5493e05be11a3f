-- depends_on: {{ ref("stg_antwoorden") }}
with delivered as (
    {{ accepted_rows("antwoorden") }}
)

select
    vragenlijst,
    respons_id
from delivered
group by vragenlijst, respons_id
having count(distinct ingevuld_op) > 1
