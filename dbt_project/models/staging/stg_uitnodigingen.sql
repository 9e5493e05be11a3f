with delivered as (
    {{ accepted_rows("uitnodigingen") }}
),

newest as (
    {{ newest_version("delivered", ["vragenlijst", "uitnodiging_id", "meetmoment"], ["file_order desc"]) }}
)

select
    uitnodiging_id as invitation_id,
    vragenlijst as questionnaire,
    uitgenodigd_op as invited_on,
    meetmoment as moment,
    groep_id as group_id,
    client_pseudonym
from newest
