{# As in dbt_utils: an expression is true of every row. One that is NULL does not count as broken. #}
{% test expression_is_true(model, expression) %}
    select *
    from {{ model }}
    where not ({{ expression }})
{% endtest %}
