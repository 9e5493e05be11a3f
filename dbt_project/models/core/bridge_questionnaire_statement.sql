select
    asked.questionnaire,
    asked.statement as statement_key,
    {{ target_group_of("asked.questionnaire") }} as target_group,
    asked.wording
from {{ ref("questionnaire_statements") }} as asked
