-- depends_on: {{ ref("stg_antwoorden") }}
with delivered as (
    {{ accepted_rows("antwoorden") }}
),

scored as (
    select distinct
        delivery_id,
        line
    from {{ source("raw", "antwoord_scores") }}
),

ranked as (
    select
        delivered.vragenlijst,
        delivered.respons_id,
        scored.line is not null
        or coalesce(delivered.open_positief, delivered.open_verbeterpunt, delivered.open_overig) is not null
            as has_answers,
        row_number() over (
            partition by delivered.vragenlijst, delivered.respons_id
            order by delivered.file_order desc
        ) as version_rank
    from delivered
    left join scored on delivered.delivery_id = scored.delivery_id and delivered.line = scored.line
)

select distinct
    newest.vragenlijst,
    newest.respons_id
from ranked as newest
inner join ranked as earlier on newest.vragenlijst = earlier.vragenlijst and newest.respons_id = earlier.respons_id
where newest.version_rank = 1 and not newest.has_answers and earlier.has_answers
