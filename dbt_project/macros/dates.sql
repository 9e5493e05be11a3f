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

{# Which of these a date lies in: the twelve months that closed last (`2024-04 t/m 2025-03`), all that came before, the
   month that runs, or a later one. A build for dashboards is as of the last day of a closed month. #}
{% macro last_12_months(date) -%}
    {%- set running -%} ({{ month_number(as_of()) }} + {{ 1 if pooled_below() else 0 }}) {%- endset -%}
    case
        when {{ month_number(date) }} > {{ running }} then 'later'
        when {{ month_number(date) }} = {{ running }} then 'lopende maand'
        when {{ month_number(date) }} >= {{ running }} - 12
            then {{ month_of(running ~ " - 12") }} || ' t/m ' || {{ month_of(running ~ " - 1") }}
        else 'eerder'
    end
{%- endmacro %}

{# Months counted from the year 0, and the month of such a number: `2025-03`. #}
{% macro month_number(date) -%} (12 * year({{ date }}) + month({{ date }}) - 1) {%- endmacro %}

{% macro month_of(number) -%}
    cast(cast(floor(({{ number }}) / 12) as integer) as string)
    || '-' || lpad(cast(({{ number }}) % 12 + 1 as string), 2, '0')
{%- endmacro %}

{# `2025-1` for a date in the first half of 2025. #}
{% macro half_year(date) -%}
    cast(year({{ date }}) as string) || case when month({{ date }}) <= 6 then '-1' else '-2' end
{%- endmacro %}
