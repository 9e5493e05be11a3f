with delivered as (
    {{ accepted_rows("beschikkingen") }}
),

ranked as (
    select
        delivered.*,
        row_number() over (
            partition by delivered.gemeentecode, delivered.toewijzingnummer
            order by
                coalesce(delivered.toewijzingsdatumtijd, cast(delivered.datum_afgifte as timestamp)) desc,
                delivered.file_order desc,
                delivered.line desc
        ) as version_rank
    from delivered
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
from ranked
where version_rank = 1
