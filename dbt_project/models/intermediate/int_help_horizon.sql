with delivered as (
    {{ accepted_rows("beschikkingen") }}
)

select
    min(least(datum_afgifte, cast(toewijzingsdatumtijd as date))) as covered_from,
    max(greatest(datum_afgifte, cast(toewijzingsdatumtijd as date))) as covered_until
from delivered
