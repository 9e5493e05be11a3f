{# Bands of group characteristics: (lowest value, label), the highest band first. Below the lowest, or NULL: onbekend. #}
{% macro size_band(size) -%} {{ band(size, [(13, "13+"), (9, "9-12"), (6, "6-8"), (1, "1-5")]) }} {%- endmacro %}
{% macro age_spread_band(years) -%} {{ band(years, [(6, "6+"), (3, "3-5"), (0, "0-2")]) }} {%- endmacro %}
{% macro sessions_band(sessions) -%} {{ band(sessions, [(9, "9+"), (5, "5-8"), (1, "1-4")]) }} {%- endmacro %}

{% macro band(value, bands) -%}
    case{% for lowest, label in bands %} when {{ value }} >= {{ lowest }} then '{{ label }}'{% endfor %} else 'onbekend' end
{%- endmacro %}
