select distinct
    {{ surrogate_key("quote", ["response_key", "question", "theme", "quote"]) }} as quote_key,
    response_key,
    question,
    theme as theme_key,
    target_group,
    quote
from {{ ref("int_codings") }}
where coalesce(trim(quote), '') <> '' and theme <> 'geen'
