{# The statements in the report's order. Each is a column of a response; the seed `statements` describes them. #}
{% macro statements() -%}
    {{ return([
        "op_gemak", "geluisterd", "toepassen", "goed_verder", "contact_buiten", "wachttijd", "wist_waar",
        "meegedacht", "geleerd", "gezin_geleerd", "aanraden",
    ]) }}
{%- endmacro %}

{% macro target_group_of(questionnaire) -%}
    case {{ questionnaire }} when 'EW-J' then 'jongeren' when 'EW-O' then 'opvoeders' end
{%- endmacro %}

{# The report counts three classes of the five-point scale. #}
{% macro answer_class(score) -%}
    case
        when {{ score }} in (1, 2) then 'disagree'
        when {{ score }} = 3 then 'neutral'
        when {{ score }} in (4, 5) then 'agree'
    end
{%- endmacro %}

