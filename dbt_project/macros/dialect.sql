{# What DuckDB and Spark write differently, and nothing else. #}

{% macro sha256_hex(text) -%}
    {{ return(adapter.dispatch("sha256_hex", "collectief_werken")(text)) }}
{%- endmacro %}
{% macro default__sha256_hex(text) -%} sha256({{ text }}) {%- endmacro %}
{% macro spark__sha256_hex(text) -%} sha2({{ text }}, 256) {%- endmacro %}

{% macro days_between(earlier, later) -%}
    {{ return(adapter.dispatch("days_between", "collectief_werken")(earlier, later)) }}
{%- endmacro %}
{% macro default__days_between(earlier, later) -%}
    cast(date_diff('day', {{ earlier }}, {{ later }}) as integer)
{%- endmacro %}
{% macro spark__days_between(earlier, later) -%} datediff({{ later }}, {{ earlier }}) {%- endmacro %}

{% macro add_days(date, days) -%}
    {{ return(adapter.dispatch("add_days", "collectief_werken")(date, days)) }}
{%- endmacro %}
{% macro default__add_days(date, days) -%} ({{ date }} + ({{ days }})) {%- endmacro %}
{% macro spark__add_days(date, days) -%} date_add({{ date }}, {{ days }}) {%- endmacro %}

{# Whole months later, or earlier where negative: the same day of the month, or its last day where it has no such day. #}
{% macro add_months(date, months) -%}
    {{ return(adapter.dispatch("add_months", "collectief_werken")(date, months)) }}
{%- endmacro %}
{% macro default__add_months(date, months) -%}
    cast({{ date }} + to_months(cast({{ months }} as integer)) as date)
{%- endmacro %}
{% macro spark__add_months(date, months) -%} add_months({{ date }}, {{ months }}) {%- endmacro %}

{% macro split_to_rows(text, separator) -%}
    {{ return(adapter.dispatch("split_to_rows", "collectief_werken")(text, separator)) }}
{%- endmacro %}
{% macro default__split_to_rows(text, separator) -%} unnest(string_split({{ text }}, '{{ separator }}')) {%- endmacro %}
{% macro spark__split_to_rows(text, separator) -%} explode(split({{ text }}, '{{ separator }}')) {%- endmacro %}

{% macro all_days(first_day, last_day) -%}
    {{ return(adapter.dispatch("all_days", "collectief_werken")(first_day, last_day)) }}
{%- endmacro %}
{% macro default__all_days(first_day, last_day) -%}
    unnest(generate_series(cast('{{ first_day }}' as date), cast('{{ last_day }}' as date), interval 1 day))
{%- endmacro %}
{% macro spark__all_days(first_day, last_day) -%}
    explode(sequence(cast('{{ first_day }}' as date), cast('{{ last_day }}' as date), interval 1 day))
{%- endmacro %}

{% macro whole_numbers(first, last) -%}
    {{ return(adapter.dispatch("whole_numbers", "collectief_werken")(first, last)) }}
{%- endmacro %}
{% macro default__whole_numbers(first, last) -%} unnest(generate_series({{ first }}, {{ last }})) {%- endmacro %}
{% macro spark__whole_numbers(first, last) -%} explode(sequence({{ first }}, {{ last }})) {%- endmacro %}

{# 1 = Monday .. 7 = Sunday. #}
{% macro iso_weekday(date) -%}
    {{ return(adapter.dispatch("iso_weekday", "collectief_werken")(date)) }}
{%- endmacro %}
{% macro default__iso_weekday(date) -%} cast(isodow({{ date }}) as integer) {%- endmacro %}
{% macro spark__iso_weekday(date) -%} (weekday({{ date }}) + 1) {%- endmacro %}

{# A wide number for a text, of which `bit_xor` makes one number for a set of texts. #}
{% macro hash_number(text) -%}
    {{ return(adapter.dispatch("hash_number", "collectief_werken")(text)) }}
{%- endmacro %}
{% macro default__hash_number(text) -%} md5_number({{ text }}) {%- endmacro %}
{% macro spark__hash_number(text) -%} xxhash64({{ text }}) {%- endmacro %}
