{# Fisher's exact test, two-sided: the probability, given the margins, of all tables that are no likelier than the one
   observed. The relation has one row a table: the key, successes of n and other_successes of other_n, both sides filled;
   the result has the key and fisher_p. Tables within 1e-7 of equally likely count as equally likely. Summed as decimals,
   so that the order of the terms changes nothing. #}
{% macro fisher_exact(relation, key) -%}
    select
        {{ key }},
        least(
            1e0,
            cast(
                sum(cast(case when log_probability <= log_observed + 1e-7 then exp(log_probability) end as decimal(38, 24)))
                as double
            )
        ) as fisher_p
    from (
        select
            {{ key }},
            {{ _log_choose("n", "x") }}
            + {{ _log_choose("other_n", "all_successes - x") }}
            - {{ _log_choose("n + other_n", "all_successes") }} as log_probability,
            {{ _log_choose("n", "successes") }}
            + {{ _log_choose("other_n", "other_successes") }}
            - {{ _log_choose("n + other_n", "all_successes") }} as log_observed
        from (
            select
                observed.*,
                successes + other_successes as all_successes,
                {{ whole_numbers(
                    "greatest(0, successes + other_successes - other_n)", "least(n, successes + other_successes)"
                ) }} as x
            from {{ relation }} as observed
        ) as possible
    ) as likelihoods
    group by {{ key }}
{%- endmacro %}

{% macro _log_choose(n, k) -%}
    ({{ log_factorial(n) }} - {{ log_factorial(k) }} - {{ log_factorial("(" ~ n ~ ") - (" ~ k ~ ")") }})
{%- endmacro %}

{% macro log_factorial(n) -%}
    {{ return(adapter.dispatch("log_factorial", "collectief_werken")(n)) }}
{%- endmacro %}
{% macro default__log_factorial(n) -%} lgamma(({{ n }}) + 1) {%- endmacro %}

{# Spark has no lgamma: Stirling's series eight steps further on, and back. #}
{% macro spark__log_factorial(n) -%}
    (
        {{ _stirling("(cast(" ~ n ~ " as double) + 9)") }}
        {%- for step in range(1, 9) %} - ln(cast({{ n }} as double) + {{ step }}){% endfor %}
    )
{%- endmacro %}

{% macro _stirling(z) -%}
    ({{ z }} - 0.5) * ln({{ z }}) - {{ z }} + 0.9189385332046727e0
    + 1e0 / (12 * {{ z }}) - 1e0 / (360 * power({{ z }}, 3)) + 1e0 / (1260 * power({{ z }}, 5))
    - 1e0 / (1680 * power({{ z }}, 7))
{%- endmacro %}
