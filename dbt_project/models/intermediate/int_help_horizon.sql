with delivered as (
    {{ accepted_rows("beschikkingen") }}
)

select max(greatest(datum_afgifte, cast(toewijzingsdatumtijd as date))) as covered_until
from delivered
