{# The day that counts as today: given by the night, never read from the clock. Not a var: with other vars than those
   of the day before, dbt reads its whole project again. #}
{% macro as_of() -%}
    {%- if execute -%} cast('{{ env_var('AS_OF') }}' as date) {%- else -%} cast(null as date) {%- endif -%}
{%- endmacro %}

{# `2025-1` for a date in the first half of 2025. #}
{% macro half_year(date) -%}
    cast(year({{ date }}) as string) || case when month({{ date }}) <= 6 then '-1' else '-2' end
{%- endmacro %}
