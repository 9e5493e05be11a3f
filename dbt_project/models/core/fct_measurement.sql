with answers as (
    {% for statement in statements() %}
        select
            response_key,
            '{{ statement }}' as statement_key,
            questionnaire_key,
            target_group,
            participant_key,
            group_key,
            moment_key,
            submitted_on as date_key,
            {{ statement }} as score
        from {{ ref("int_responses") }}
        where {{ is_asked(statement, "questionnaire") }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
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
