{# A condition holds on every row; a condition that is NULL does not count as broken. #}
{% test holds(model, condition) %}
    select *
    from {{ model }}
    where not ({{ condition }})
{% endtest %}
