select
    file_name,
    column_name,
    count(*) as n_answers
from {{ ref("quarantined_row") }}
where rule = 'other_scale'
group by file_name, column_name
