-- depends_on: {{ ref("stg_uitnodigingen") }}
with delivered as (
    {{ accepted_rows("uitnodigingen") }}
)

select
    vragenlijst,
    uitnodiging_id,
    meetmoment
from delivered
group by vragenlijst, uitnodiging_id, meetmoment
having count(distinct uitgenodigd_op) > 1
