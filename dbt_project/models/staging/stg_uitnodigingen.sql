with delivered as (
    {{ accepted_rows("uitnodigingen") }}
),

ranked as (
    select
        delivered.*,
        row_number() over (
            partition by delivered.vragenlijst, delivered.uitnodiging_id, delivered.meetmoment
            order by delivered.file_order desc
        ) as version_rank
    from delivered
)

select
    uitnodiging_id as invitation_id,
    vragenlijst as questionnaire,
    uitgenodigd_op as invited_on,
    meetmoment as moment,
    groep_id as group_id,
    client_pseudonym
from ranked
where version_rank = 1
