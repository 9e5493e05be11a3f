select
    response.response_key,
    coding.question,
    coding.theme,
    coding.coder,
    coding.quote,
    response.target_group,
    response.group_key,
    response.submitted_on
from {{ ref("stg_coderingen") }} as coding
inner join {{ ref("int_responses") }} as response
    on coding.questionnaire = response.questionnaire and coding.response_id = response.response_id
