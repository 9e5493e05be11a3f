{# The spans of one key do not overlap: each ends, before or when the next one begins. #}
{% test spans_follow_each_other(model, key) %}
    select *
    from (
        select
            {{ key }},
            valid_from,
            valid_to,
            lead(valid_from) over (partition by {{ key }} order by valid_from) as next_from
        from {{ model }}
    ) as spans
    where valid_to <= valid_from or (next_from is not null and (valid_to is null or valid_to > next_from))
{% endtest %}
