{# Wilson score interval of a proportion, 95 %, without correction for a small population: bounds 0-1, NULL where n = 0.
   The ends that are exact (0 of n, n of n) are written out, so that rounding never leaves 0 or 1. #}
{% macro wilson_low(successes, n) -%}
    case
        when {{ n }} = 0 then null
        when {{ successes }} = 0 then cast(0 as double)
        else {{ _wilson_centre(successes, n) }} - {{ _wilson_half_width(successes, n) }}
    end
{%- endmacro %}

{% macro wilson_high(successes, n) -%}
    case
        when {{ n }} = 0 then null
        when {{ successes }} = {{ n }} then cast(1 as double)
        else {{ _wilson_centre(successes, n) }} + {{ _wilson_half_width(successes, n) }}
    end
{%- endmacro %}

{% macro z_95() -%} {{ var("z_95") }}e0 {%- endmacro %}

{% macro _wilson_centre(successes, n) -%}
    ({{ successes }} + {{ z_95() }} * {{ z_95() }} / 2) / ({{ n }} + {{ z_95() }} * {{ z_95() }})
{%- endmacro %}

{% macro _wilson_half_width(successes, n) -%}
    {{ z_95() }} / ({{ n }} + {{ z_95() }} * {{ z_95() }})
    * sqrt(cast({{ successes }} as double) * ({{ n }} - {{ successes }}) / {{ n }} + {{ z_95() }} * {{ z_95() }} / 4)
{%- endmacro %}

{% macro percentage(part, whole) -%}
    case when {{ whole }} > 0 then cast(100 as double) * {{ part }} / {{ whole }} end
{%- endmacro %}
