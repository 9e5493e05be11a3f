with answers as (
    select
        response.response_key,
        asked.statement as statement_key,
        response.questionnaire_key,
        response.target_group,
        response.participant_key,
        response.group_key,
        response.moment_key,
        response.submitted_on as date_key,
        given.score
    from {{ ref("int_responses") }} as response
    inner join {{ ref("questionnaire_statements") }} as asked on response.questionnaire = asked.questionnaire
    left join {{ ref("stg_antwoord_scores") }} as given
        on
            response.delivery_id = given.delivery_id
            and response.line = given.line
            and asked.statement = given.statement
)

select
    response_key,
    statement_key,
    questionnaire_key,
    target_group,
    participant_key,
    group_key,
    moment_key,
    date_key,
    score,
    {{ answer_class("score") }} as answer_class
from answers
