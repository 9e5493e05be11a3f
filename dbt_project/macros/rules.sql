{# Rules that more than one model must judge alike. #}

{# More than 31 days before the start of a known group or after its end; false where the group is not known. #}
{% macro is_outside_group_dates(date, known_group) -%}
    coalesce(
        {{ date }} < {{ add_days(known_group ~ ".start_date", -31) }}
        or {{ date }} > {{ add_days(known_group ~ ".end_date", 31) }},
        false
    )
{%- endmacro %}

{# An allocation that was deleted (JZ002 13, ending on the day it began) never existed; a refused product is no help. #}
{% macro is_help(decision) -%}
    {{ decision }}.result = 'toegewezen'
    and not (
        coalesce({{ decision }}.change_reason, '') = '13'
        and coalesce({{ decision }}.start_date = {{ decision }}.end_date, false)
    )
{%- endmacro %}
