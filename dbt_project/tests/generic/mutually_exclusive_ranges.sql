{# As in dbt_utils: the ranges of one key do not overlap. Each ends, before or when the next one begins; one without an
   upper bound goes on, so none follows it. #}
{% test mutually_exclusive_ranges(model, lower_bound_column, upper_bound_column, partition_by) %}
    select *
    from (
        select
            {{ partition_by }},
            {{ lower_bound_column }} as lower_bound,
            {{ upper_bound_column }} as upper_bound,
            lead({{ lower_bound_column }}) over (
                partition by {{ partition_by }} order by {{ lower_bound_column }}
            ) as next_lower_bound
        from {{ model }}
    ) as ranges
    where
        upper_bound <= lower_bound
        or (next_lower_bound is not null and (upper_bound is null or upper_bound > next_lower_bound))
{% endtest %}
