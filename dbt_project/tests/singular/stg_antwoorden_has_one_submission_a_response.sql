-- depends_on: {{ ref("stg_antwoorden") }}
with delivered as (
    {{ accepted_rows("antwoorden") }}
)

select
    vragenlijst,
    respons_id
from delivered
group by vragenlijst, respons_id
having
    count(distinct ingevuld_op) > 1
    or count(distinct meetmoment) > 1
    or count(distinct uitnodiging_id) > 1
    or count(distinct respondent_pseudonym) > 1
