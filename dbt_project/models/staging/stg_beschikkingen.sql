with delivered as (
    {{ accepted_rows("beschikkingen") }}
),

newest as (
    {{ newest_version(
        "delivered",
        ["gemeentecode", "toewijzingnummer"],
        ["coalesce(toewijzingsdatumtijd, cast(datum_afgifte as timestamp)) desc", "file_order desc", "line desc"],
    ) }}
)

select
    gemeentecode as municipality,
    toewijzingnummer as allocation_number,
    beschikkingnummer as decision_number,
    datum_afgifte as decided_on,
    bsn_pseudonym,
    resultaat as result,
    productcategorie as help_category,
    productcode as product_code,
    toewijzingsdatumtijd as allocated_at,
    ingangsdatum as start_date,
    einddatum as end_date,
    reden_wijziging as change_reason,
    leveringsvorm as delivery_form,
    verwijzer as referrer
from newest
