{# Newcombe's hybrid score interval (his method 10) of the difference of two proportions, 95 %, without continuity
   correction: bounds -1..1 from the Wilson bounds of both sides. NULL where a side is empty. #}
{% macro newcombe_low(successes, n, other_successes, other_n) -%}
    case
        when {{ n }} > 0 and {{ other_n }} > 0 then
            {{ _difference(successes, n, other_successes, other_n) }}
            - sqrt(
                power({{ _share(successes, n) }} - ({{ wilson_low(successes, n) }}), 2)
                + power(({{ wilson_high(other_successes, other_n) }}) - {{ _share(other_successes, other_n) }}, 2)
            )
    end
{%- endmacro %}

{% macro newcombe_high(successes, n, other_successes, other_n) -%}
    case
        when {{ n }} > 0 and {{ other_n }} > 0 then
            {{ _difference(successes, n, other_successes, other_n) }}
            + sqrt(
                power(({{ wilson_high(successes, n) }}) - {{ _share(successes, n) }}, 2)
                + power({{ _share(other_successes, other_n) }} - ({{ wilson_low(other_successes, other_n) }}), 2)
            )
    end
{%- endmacro %}

{% macro _share(successes, n) -%} (cast({{ successes }} as double) / {{ n }}) {%- endmacro %}

{% macro _difference(successes, n, other_successes, other_n) -%}
    {{ _share(successes, n) }} - {{ _share(other_successes, other_n) }}
{%- endmacro %}
