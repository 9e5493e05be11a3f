with delivered as (
    {{ accepted_rows("antwoorden") }}
),

newest as (
    {{ newest_version("delivered", ["vragenlijst", "respons_id"], ["file_order desc"]) }}
)

select
    vragenlijst as questionnaire,
    respons_id as response_id,
    cast(versie as integer) as version,
    ingevuld_op as submitted_at,
    cast(ingevuld_op as date) as submitted_on,
    uitnodiging_id as invitation_id,
    respondent_pseudonym,
    meetmoment as moment,
    groep_id as group_id,
    groepstype as group_type_answer,
    coalesce(trim(open_positief), '') <> '' as has_open_positief,
    coalesce(trim(open_verbeterpunt), '') <> '' as has_open_verbeterpunt,
    coalesce(trim(open_overig), '') <> '' as has_open_overig,
    delivery_id,
    line
from newest
