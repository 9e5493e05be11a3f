{# Pairs of answers on contact outside the group, of one respondent at `einde` and at another moment: the response there,
   and contact at the earlier and at the later of both, in the order of moments. Only the last respondent of a code at a
   moment pairs. #}
{% macro contact_pairs() -%}
    {%- set is_earlier = "other_moment.moment_order < end_moment.moment_order" -%}
    select
        other.response_key,
        other.target_group,
        other.moment_key,
        case when {{ is_earlier }} then other_answer.answer_class else answer.answer_class end = 'agree'
            as had_contact,
        case when {{ is_earlier }} then answer.answer_class else other_answer.answer_class end = 'agree'
            as has_contact
    from {{ ref("fct_response") }} as at_the_end
    inner join {{ ref("fct_measurement") }} as answer
        on at_the_end.response_key = answer.response_key and {{ is_about_contact("answer.statement_key") }}
    inner join {{ ref("fct_response") }} as other
        on at_the_end.target_group = other.target_group and at_the_end.respondent_key = other.respondent_key
    inner join {{ ref("fct_measurement") }} as other_answer
        on other.response_key = other_answer.response_key and other_answer.statement_key = answer.statement_key
    inner join {{ ref("dim_moment") }} as end_moment on at_the_end.moment_key = end_moment.moment_key
    inner join {{ ref("dim_moment") }} as other_moment on other.moment_key = other_moment.moment_key
    where
        at_the_end.moment_key = 'einde'
        and other.moment_key <> 'einde'
        and at_the_end.is_respondent
        and other.is_respondent
        and at_the_end.is_latest_of_respondent
        and other.is_latest_of_respondent
        and answer.answer_class is not null
        and other_answer.answer_class is not null
{%- endmacro %}
