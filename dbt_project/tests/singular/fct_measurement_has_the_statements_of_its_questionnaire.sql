with asked as (
    select
        questionnaire.questionnaire_key,
        statement.statement_key
    from {{ ref("dim_questionnaire") }} as questionnaire
    inner join {{ ref("bridge_questionnaire_statement") }} as statement
        on questionnaire.questionnaire = statement.questionnaire
),

expected as (
    select
        response.response_key,
        asked.statement_key
    from {{ ref("fct_response") }} as response
    inner join asked on response.questionnaire_key = asked.questionnaire_key
)

select
    coalesce(expected.response_key, measured.response_key) as response_key,
    coalesce(expected.statement_key, measured.statement_key) as statement_key
from expected
full outer join {{ ref("fct_measurement") }} as measured
    on expected.response_key = measured.response_key and expected.statement_key = measured.statement_key
where expected.response_key is null or measured.response_key is null
