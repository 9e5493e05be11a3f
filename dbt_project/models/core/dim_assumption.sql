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

{{ unknown_member(
    assumption_key="onbekend", assumption_order=none, report_section=none, assumption="onbekend", indicator="onbekend",
    measure="onbekend", target_group=none, statement_key=none, moment_key=none, days=none, source_table=none,
) }}
