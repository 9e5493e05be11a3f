with quarantined as (
    select
        delivery_id,
        cast(line as bigint) as line,
        column_name,
        rule,
        scope
    from {{ source("raw", "quarantined_row") }}

    union all

    select
        delivery_id,
        cast(line as bigint) as line,
        'datum' as column_name,
        'outside_group_dates' as rule,
        'row' as scope
    from {{ ref("int_outside_group_dates") }}
)

select
    file.file_name,
    file.sha256,
    file.kind,
    quarantined.line,
    quarantined.column_name,
    quarantined.rule,
    quarantined.scope,
    file.file_key
from quarantined
inner join {{ source("raw", "delivery_file") }} as file
    on quarantined.delivery_id = file.delivery_id and file.status <> 'duplicate'
