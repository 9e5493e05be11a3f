{# Whom a questionnaire asks. #}
{% macro target_group_of(questionnaire) -%}
    (
        select max(asks.target_group)
        from (select distinct questionnaire as asking, target_group from {{ ref("questionnaires") }}) as asks
        where asks.asking = {{ questionnaire }}
    )
{%- endmacro %}

{# The wording of a row of seed statements for a target group. #}
{% macro wording_for(target_group) -%}
    (
        select max(asked.wording)
        from {{ ref("questionnaire_statements") }} as asked
        inner join {{ ref("questionnaires") }} as asks on asked.questionnaire = asks.questionnaire
        where asked.statement = statements.statement and asks.target_group = '{{ target_group }}'
    )
{%- endmacro %}

{# Whether a statement tells of contact with others outside the group: the one that the assumptions name for that. #}
{% macro is_about_contact(statement_key) -%}
    {{ statement_key }} in (
        select contact.statement_key from {{ ref("dim_assumption") }} as contact where contact.measure = 'contact'
    )
{%- endmacro %}

{# The report counts three classes of the five-point scale. #}
{% macro answer_class(score) -%}
    case
        when {{ score }} in (1, 2) then 'disagree'
        when {{ score }} = 3 then 'neutral'
        when {{ score }} in (4, 5) then 'agree'
    end
{%- endmacro %}

