{# Every valid row of the accepted files of a cumulative kind or a delta, with the order of its file. #}
{% macro accepted_rows(kind) -%}
    select
        delivered.*,
        file.file_order
    from {{ source("raw", kind) }} as delivered
    inner join {{ source("raw", "delivery_file") }} as file
        on delivered.delivery_id = file.delivery_id and file.status = 'accepted'
{%- endmacro %}

{# Every valid version of the rows that the newest snapshot of a kind lists, with the last date that holds the version.
   A row that is listed but bad there counts as listed. #}
{% macro listed_versions(kind, key) -%}
    {%- set snapshot_kind = "wiz/" ~ kind -%}
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
        where kind = '{{ snapshot_kind }}'
        group by delivery_id
    ) as snapshot_file
        on delivered.delivery_id = snapshot_file.delivery_id
    where {{ key_text }} in ({{ listed_keys(kind, key_text) }})
{%- endmacro %}

{% macro newest_snapshot(kind) -%}
    select newest.delivery_id
    from {{ source("raw", "snapshot") }} as newest
    where
        newest.kind = 'wiz/{{ kind }}'
        and newest.delivered_on = (
            select max(dated.delivered_on) from {{ source("raw", "snapshot") }} as dated where dated.kind = 'wiz/{{ kind }}'
        )
{%- endmacro %}

{% macro listed_keys(kind, key_text) -%}
    select {{ key_text }} from {{ source("raw", kind) }} as delivered
    where delivered.delivery_id in ({{ newest_snapshot(kind) }})
    union all
    select listed.key from {{ source("raw", "listed_key") }} as listed
    where listed.kind = 'wiz/{{ kind }}' and listed.delivery_id in ({{ newest_snapshot(kind) }})
{%- endmacro %}
