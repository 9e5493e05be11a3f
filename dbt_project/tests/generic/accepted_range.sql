{# As in dbt_utils: a value, where it is known, lies between two bounds, or on one side of the only one. #}
{% test accepted_range(model, column_name, min_value=none, max_value=none, inclusive=true) %}
    {%- set equals = "=" if inclusive else "" %}
    select {{ column_name }}
    from {{ model }}
    where
        false
        {%- if min_value is not none %}
        or not {{ column_name }} >{{ equals }} {{ min_value }}
        {%- endif %}
        {%- if max_value is not none %}
        or not {{ column_name }} <{{ equals }} {{ max_value }}
        {%- endif %}
{% endtest %}
