{# dbt's own `seed`, for DuckDB: DuckDB reads the file itself, into the columns that the yml names with their types. One
   that the file is without is empty. The files were judged before: a line that begins with # is no comment, and ends of
   lines may be of two kinds. #}
{% materialization seed, adapter="duckdb" %}
    {% set target_relation = this.incorporate(type="table") %}
    {% call statement("main", auto_begin=False) %}
        begin;
        create or replace table {{ target_relation }} (
            {%- for name, type in config.get("column_types").items() %}
            {{ name }} {{ type }}{{ "," if not loop.last }}
            {%- endfor %}
        );
        insert into {{ target_relation }} by name
        select *
        from read_csv(
            '{{ seed_file(model) | replace("'", "''") }}',
            header = true, delim = ',', quote = '"', escape = '"', comment = '', strict_mode = false,
            all_varchar = true, hive_partitioning = false
        );
        commit;
    {% endcall %}
    {# The rows that dbt would have read, for `dbt seed --show`: dbt asks for them. #}
    {% do store_result("agate_table", response="OK") %}
    {{ return({"relations": [target_relation]}) }}
{% endmaterialization %}

{# Where the rows lie: the reference files in the folder that the night names, by default this project's. To dbt itself the
   seeds are always this project's: it would write its own files beside seeds that lie elsewhere, and over them. #}
{% macro seed_file(seed) -%}
    {%- set elsewhere = env_var("REFERENCE_DIR", "") -%}
    {%- if elsewhere and seed.original_file_path.startswith("seeds") -%}
        {{ return(elsewhere ~ "/" ~ seed.name ~ ".csv") }}
    {%- else -%}
        {{ return(adapter.get_seed_file_path(seed)) }}
    {%- endif -%}
{%- endmacro %}
