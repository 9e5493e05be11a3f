with answers as (
    select
        response.response_key,
        statement.statement as statement_key,
        response.questionnaire_key,
        response.target_group,
        response.participant_key,
        response.group_key,
        response.moment_key,
        response.submitted_on as date_key,
        case statement.statement
            {% for statement in statements() %}
                when '{{ statement }}' then response.{{ statement }}
            {% endfor %}
        end as score
    from {{ ref("int_responses") }} as response
    cross join {{ ref("statements") }} as statement
    where
        (response.target_group = 'jongeren' and statement.wording_jongeren is not null)
        or (response.target_group = 'opvoeders' and statement.wording_opvoeders is not null)
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
