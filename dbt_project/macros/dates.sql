{# The day that counts as today: given by the night, never read from the clock. Not a var: with other vars than those
   of the day before, dbt reads its whole project again. #}
{% macro as_of() -%} {{ return(adapter.dispatch("as_of", "collectief_werken")()) }} {%- endmacro %}

{% macro default__as_of() -%}
    {%- if execute -%} cast('{{ env_var('AS_OF') }}' as date) {%- else -%} cast(null as date) {%- endif -%}
{%- endmacro %}

{# On another day the same SQL is run again with this variable, and dbt need not be asked. #}
{% macro duckdb__as_of() -%}
    coalesce(cast(getvariable('as_of') as date), {{ collectief_werken.default__as_of() }})
{%- endmacro %}

{# `2025-1` for a date in the first half of 2025. #}
{% macro half_year(date) -%}
    cast(year({{ date }}) as string) || case when month({{ date }}) <= 6 then '-1' else '-2' end
{%- endmacro %}
