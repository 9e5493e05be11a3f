select distinct
    {{ surrogate_key("approved_quote", ["quote.theme_key", "quote.target_group", "quote.quote"]) }} as quote_key,
    quote.theme_key,
    quote.target_group,
    quote.quote
from {{ ref("fct_quote") }} as quote
inner join {{ ref("fct_response") }} as response on quote.response_key = response.response_key
where response.is_respondent
