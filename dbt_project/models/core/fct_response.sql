select
    response_key,
    questionnaire_key,
    target_group,
    participant_key,
    respondent_key,
    group_key,
    group_type,
    moment_key,
    submitted_on as date_key,
    submitted_at,
    invitation_key,
    is_completed,
    is_superseded,
    is_respondent,
    is_latest_of_respondent,
    n_answered
from {{ ref("int_responses") }}
