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

select
    'onbekend' as questionnaire_key,
    'onbekend' as questionnaire,
    cast(null as integer) as version,
    'onbekend' as target_group
