{# dbt's own `table` for DuckDB makes another table beside the one that stands, swaps them, and asks for columns several
   times over, because readers may look meanwhile. Nobody reads a build file: here a table is replaced in one request,
   which holds the model to its contract, fills it and comments on it. #}
{% materialization table, adapter="duckdb", supported_languages=["sql", "python"] %}
    {%- set target = this.incorporate(type="table") -%}
    {%- if model["language"] == "python" -%}
        {%- do run_query("drop table if exists " ~ target) -%}
        {%- call statement("main", language="python") -%}
            {{ create_table_as(False, target, compiled_code, "python") }}
        {%- endcall -%}
    {%- else -%}
        {%- call statement("main") -%}
            {%- if config.get("contract").enforced -%}
                {{ assert_contract(compiled_code) }};
                create or replace table {{ target }} {{ get_table_columns_and_constraints() }};
                insert into {{ target }} {{ get_column_names() }} ({{ get_select_subquery(compiled_code) }});
            {%- else -%}
                create or replace table {{ target }} as ({{ compiled_code }});
            {%- endif -%}
            {{ comments_of(target) }}
        {%- endcall -%}
    {%- endif -%}
    {%- do adapter.commit() -%}
    {{ return({"relations": [target]}) }}
{% endmaterialization %}

{# Fails where the columns that a query gives, or their types, are not those of the model's yml, naming them. #}
{% macro assert_contract(sql) -%}
    select
        case
            when count(*) > 0
                then error('The model breaks its contract in ' || string_agg(coalesce(found.name, promised.name), ', '))
        end
    from (select column_name as name, column_type as type from (describe {{ sql }})) as found
    full join (
        values
        {% for column in model["columns"].values() -%}
            ('{{ column["name"] }}', typeof(cast(null as {{ column["data_type"] }}))){{ "," if not loop.last }}
        {% endfor %}
    ) as promised (name, type) using (name)
    where found.type is distinct from promised.type
{%- endmacro %}

{# The model's descriptions as comments, where its configuration asks for them. #}
{% macro comments_of(relation) -%}
    {%- if config.persist_relation_docs() and model["description"] -%}
        comment on table {{ relation }} is {{ duckdb_escape_comment(model["description"]) }};
    {% endif -%}
    {%- if config.persist_column_docs() -%}
        {%- for column in model["columns"].values() if column["description"] -%}
            comment on column {{ relation }}.{{ column["name"] }}
            is {{ duckdb_escape_comment(column["description"]) }};
        {% endfor -%}
    {%- endif -%}
{%- endmacro %}
