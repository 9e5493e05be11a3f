{# How many answers each of two sides needs, so that a difference of `difference_to_show` points between the shares of
   those who agree is shown: power 0.8, two-sided 0.05, normal approximation of the arcsine of both shares. The share of
   the one side is that of its answers, the share of the other lies that much nearer to a half, or beyond it, where more
   answers are needed. NULL where nobody answered. #}
{% macro answers_per_side(successes, n) -%}
    case
        when {{ n }} > 0 then
            cast(
                ceil(
                    2 * power(
                        ({{ z_95() }} + {{ var("z_power_80") }}e0)
                        / (2 * asin(sqrt({{ _share(successes, n) }})) - 2 * asin(sqrt({{ _other_share(successes, n) }}))),
                        2
                    )
                ) as bigint
            )
    end
{%- endmacro %}

{% macro _other_share(successes, n) -%}
    {{ _share(successes, n) }} + case when 2 * {{ successes }} <= {{ n }} then 1 else -1 end * {{ var("difference_to_show") }} / 100e0
{%- endmacro %}
