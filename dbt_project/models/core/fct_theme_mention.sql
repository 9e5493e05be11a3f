select
    response_key,
    question,
    theme as theme_key,
    target_group,
    group_key,
    submitted_on as date_key,
    count(distinct coder) as n_coders
from {{ ref("int_codings") }}
where theme <> 'geen'
group by response_key, question, theme, target_group, group_key, submitted_on
