select
    response_key,
    question,
    {{ surrogate_key("coder", ["coder"]) }} as coder_key,
    target_group,
    group_key,
    submitted_on as date_key,
    count(distinct case when theme <> 'geen' then theme end) as n_themes
from {{ ref("int_codings") }}
group by response_key, question, coder, target_group, group_key, submitted_on
