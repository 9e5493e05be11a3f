{#
    dbt's own `table`, for DuckDB, in one statement. dbt's puts a table beside its place and swaps it with the last one in
    a dozen statements, for readers of the database: the build file has none. Hooks, indexes and grants are not looked at.
#}
{% materialization table, adapter="duckdb", supported_languages=["sql", "python"] %}
    {% set target_relation = this.incorporate(type="table") %}
    {% set existing = load_cached_relation(this) %}
    {% if existing is not none and not (existing.is_table and model.language == "sql") %}
        {% do adapter.drop_relation(existing) %}
    {% endif %}
    {% if model.language == "sql" %}
        {# After a fault, dbt closes the connection, and with that the transaction is undone. #}
        {% call statement("main", auto_begin=False) %}
            begin;
            {% if config.get("contract").enforced %}
                create or replace table {{ target_relation }} {{ get_table_columns_and_constraints() }};
                {{ contract_is_kept(target_relation, compiled_code) }};
                insert into {{ target_relation }} by name (
                {{ compiled_code }}
                );
            {% else %}
                create or replace table {{ target_relation }} as
                {{ compiled_code }};
            {% endif %}
            {{ comments(target_relation) }}
            commit;
        {% endcall %}
    {% else %}
        {% call statement("main", language="python") -%}
            {{ create_table_as(False, target_relation, compiled_code, "python") }}
        {%- endcall %}
        {% do persist_docs(target_relation, model) %}
    {% endif %}
    {{ return({"relations": [target_relation]}) }}
{% endmaterialization %}

{# Fails where a query has other columns or types than the table that the model's yml describes. #}
{% macro contract_is_kept(relation, query) %}
    select error(
        'The contract of {{ relation.identifier }} is not kept: ' || string_agg(
            column_name || ' is ' || coalesce(made.column_type, 'missing')
            || ', in the yml ' || coalesce(agreed.column_type, 'missing'), '; '
        )
    )
    from (
        describe
        {{ query }}
    ) as made
    full join (describe {{ relation }}) as agreed using (column_name)
    where made.column_type is distinct from agreed.column_type
    having count(*) > 0
{% endmacro %}

{# What the yml says of a table and its columns, for readers of the database. #}
{% macro comments(relation) %}
    {% if config.persist_relation_docs() %}
        comment on table {{ relation }} is '{{ model.description | replace("'", "''") }}';
    {% endif %}
    {% if config.persist_column_docs() %}
        {% for column in model.columns.values() %}
            comment on column {{ relation }}.{{ column.name }} is '{{ column.description | replace("'", "''") }}';
        {% endfor %}
    {% endif %}
{% endmacro %}
