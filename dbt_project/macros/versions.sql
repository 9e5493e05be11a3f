{# Whether a column holds the name of a kind, `source/kind`. Two sources have no kind of one name. #}
{% macro is_of_kind(column, kind) -%} {{ column }} like '%/{{ kind }}' {%- endmacro %}

{# Every valid row of the accepted files of a cumulative kind or a delta, with the order of its file. #}
{% macro accepted_rows(kind) -%}
    select
        delivered.*,
        file.file_order
    from {{ source("raw", kind) }} as delivered
    inner join {{ source("raw", "delivery_file") }} as file
        on delivered.delivery_id = file.delivery_id and file.status = 'accepted'
{%- endmacro %}

{# Of the versions of every key in a relation the one that comes first. #}
{% macro newest_version(relation, key, order) -%}
    select *
    from (
        select
            {{ relation }}.*,
            row_number() over (partition by {{ key | join(", ") }} order by {{ order | join(", ") }}) as version_rank
        from {{ relation }}
    ) as ranked
    where version_rank = 1
{%- endmacro %}

{# Every valid version of the rows that the newest snapshot of a kind lists, with the last date that holds the version.
   A row that is listed but bad there counts as listed. #}
{% macro listed_versions(kind, key) -%}
    {%- set key_text = [] -%}
    {%- for column in key -%} {%- do key_text.append("delivered." ~ column) -%} {%- endfor -%}
    {%- set key_text = key_text | join(" || '|' || ") -%}
    select
        delivered.*,
        snapshot_file.known_on
    from {{ source("raw", kind) }} as delivered
    inner join (
        select
            delivery_id,
            max(delivered_on) as known_on
        from {{ source("raw", "snapshot") }}
        where {{ is_of_kind("kind", kind) }}
        group by delivery_id
    ) as snapshot_file
        on delivered.delivery_id = snapshot_file.delivery_id
    where {{ key_text }} in ({{ listed_keys(kind, key_text) }})
{%- endmacro %}

{% macro newest_snapshot(kind) -%}
    select newest.delivery_id
    from {{ source("raw", "snapshot") }} as newest
    where
        {{ is_of_kind("newest.kind", kind) }}
        and newest.delivered_on = (
            select max(dated.delivered_on) from {{ source("raw", "snapshot") }} as dated where {{ is_of_kind("dated.kind", kind) }}
        )
{%- endmacro %}

{% macro listed_keys(kind, key_text) -%}
    select {{ key_text }} from {{ source("raw", kind) }} as delivered
    where delivered.delivery_id in ({{ newest_snapshot(kind) }})
    union all
    select listed.key from {{ source("raw", "listed_key") }} as listed
    where {{ is_of_kind("listed.kind", kind) }} and listed.delivery_id in ({{ newest_snapshot(kind) }})
{%- endmacro %}

{# The rows of a snapshot kind as spans of file dates over which they stood unchanged: valid_from is the first date that
   has the version, valid_to the first date that has it no more. What a date lists but has no valid row of stands as the
   last valid version before it. Derived from all snapshots every night, so that a snapshot that arrives late finds its
   place. `columns` are pairs of a name and an expression over `delivered`. #}
{% macro snapshot_spans(kind, key, columns) -%}
    {%- set texts = [] -%}
    {%- for name, _ in columns -%} {%- do texts.append("coalesce(cast(" ~ name ~ " as string), '')") -%} {%- endfor -%}
    with snapshot_dates as (
        select
            delivery_id,
            delivered_on,
            row_number() over (order by delivered_on) as date_number
        from {{ source("raw", "snapshot") }}
        where {{ is_of_kind("kind", kind) }}
    ),

    listed as (
        select
            delivered.{{ key }} as row_key,
            snapshot_dates.date_number,
            snapshot_dates.date_number as version_number
        from {{ source("raw", kind) }} as delivered
        inner join snapshot_dates on delivered.delivery_id = snapshot_dates.delivery_id
        union all
        select
            bad.key as row_key,
            snapshot_dates.date_number,
            cast(null as bigint) as version_number
        from {{ source("raw", "listed_key") }} as bad
        inner join snapshot_dates on bad.delivery_id = snapshot_dates.delivery_id
        where {{ is_of_kind("bad.kind", kind) }}
    ),

    known as (
        select distinct
            row_key,
            date_number,
            max(version_number) over (
                partition by row_key order by date_number
                range between unbounded preceding and current row
            ) as version_number
        from listed
    ),

    versions as (
        select
            known.row_key,
            known.date_number,
            {%- for name, expression in columns %}
            {{ expression }} as {{ name }}{{ "," if not loop.last }}
            {%- endfor %}
        from known
        inner join snapshot_dates on known.version_number = snapshot_dates.date_number
        inner join {{ source("raw", kind) }} as delivered
            on snapshot_dates.delivery_id = delivered.delivery_id and known.row_key = delivered.{{ key }}
    ),

    hashed as (
        select
            versions.*,
            {{ surrogate_key("version", texts) }} as version_hash
        from versions
    ),

    compared as (
        select
            hashed.*,
            case
                when
                    lag(date_number) over (partition by row_key order by date_number) = date_number - 1
                    and lag(version_hash) over (partition by row_key order by date_number) = version_hash
                    then 0
                else 1
            end as begins
        from hashed
    ),

    numbered as (
        select
            compared.*,
            sum(begins) over (
                partition by row_key order by date_number
                rows between unbounded preceding and current row
            ) as span_number
        from compared
    ),

    spans as (
        select
            numbered.*,
            max(date_number) over (partition by row_key, span_number) as last_date_number
        from numbered
    )

    select
        {%- for name, _ in columns %}
        spans.{{ name }},
        {%- endfor %}
        first_date.delivered_on as valid_from,
        next_date.delivered_on as valid_to,
        next_date.delivered_on is null as is_current
    from spans
    inner join snapshot_dates as first_date on spans.date_number = first_date.date_number
    left join snapshot_dates as next_date on spans.last_date_number + 1 = next_date.date_number
    where spans.begins = 1
{%- endmacro %}
