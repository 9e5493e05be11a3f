select
    assumption_key,
    assumption_order,
    report_section,
    assumption,
    indicator,
    measure,
    target_group,
    statement as statement_key,
    moment as moment_key,
    days,
    source_table
from {{ ref("assumption_indicators") }}

union all

select
    'onbekend' as assumption_key,
    cast(null as integer) as assumption_order,
    cast(null as string) as report_section,
    'onbekend' as assumption,
    'onbekend' as indicator,
    'onbekend' as measure,
    cast(null as string) as target_group,
    cast(null as string) as statement_key,
    cast(null as string) as moment_key,
    cast(null as integer) as days,
    cast(null as string) as source_table
