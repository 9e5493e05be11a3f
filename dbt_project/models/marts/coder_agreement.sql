with codings as (
    select
        coding.response_key,
        coding.question,
        coding.coder_key
    from {{ ref("fct_coding") }} as coding
    inner join {{ ref("fct_response") }} as response on coding.response_key = response.response_key
    where response.is_respondent
),

units as (
    select
        response_key,
        question,
        count(*) as n_coders
    from codings
    group by response_key, question
    having count(*) >= 2
),

coders as (
    select count(distinct codings.coder_key) as n_coders
    from codings
    inner join units on codings.response_key = units.response_key and codings.question = units.question
),

judged as (
    select
        theme.theme_key,
        theme.label,
        theme.kind,
        units.n_coders,
        coalesce(mention.n_coders, 0) as n_given
    from units
    cross join {{ ref("dim_theme") }} as theme
    left join {{ ref("fct_theme_mention") }} as mention
        on
            units.response_key = mention.response_key
            and units.question = mention.question
            and theme.theme_key = mention.theme_key
    where theme.theme_key <> 'onbekend'
),

agreement as (
    select
        theme_key,
        label,
        kind,
        count(*) as n_units,
        {{ krippendorff_alpha("n_coders", "n_given") }} as krippendorff_alpha
    from judged
    group by theme_key, label, kind
)

select
    agreement.theme_key,
    agreement.label,
    agreement.kind,
    agreement.n_units,
    coders.n_coders,
    agreement.krippendorff_alpha
from agreement
cross join coders
