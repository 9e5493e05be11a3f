with delivered as (
    {{ accepted_rows("coderingen") }}
),

dated as (
    select
        delivered.*,
        max(delivered.file_order) over (
            partition by delivered.vragenlijst, delivered.respons_id, delivered.vraag, delivered.codeur
        ) as newest_file_order
    from delivered
)

select
    vragenlijst as questionnaire,
    respons_id as response_id,
    vraag as question,
    thema as theme,
    codeur as coder,
    gecodeerd_op as coded_on,
    codeboek_versie as codebook_version,
    citaat as quote
from dated
where file_order = newest_file_order
