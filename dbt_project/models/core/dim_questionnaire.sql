select
    questionnaire || '-' || cast(version as string) as questionnaire_key,
    questionnaire,
    version,
    target_group
from {{ ref("questionnaires") }}

union all

select distinct
    questionnaire as questionnaire_key,
    questionnaire,
    cast(null as integer) as version,
    target_group
from {{ ref("questionnaires") }}

union all

{{ unknown_member(questionnaire_key="onbekend", questionnaire="onbekend", version=none, target_group="onbekend") }}
