{%- set answers = [] -%}
{%- for column in statements() + ["open_positief", "open_verbeterpunt", "open_overig"] -%}
    {%- do answers.append("cast(" ~ column ~ " as string)") -%}
{%- endfor -%}
-- depends_on: {{ ref("stg_antwoorden") }}
with delivered as (
    {{ accepted_rows("antwoorden") }}
),

ranked as (
    select
        vragenlijst,
        respons_id,
        coalesce({{ answers | join(", ") }}) is not null as has_answers,
        row_number() over (partition by vragenlijst, respons_id order by file_order desc) as version_rank
    from delivered
)

select distinct
    newest.vragenlijst,
    newest.respons_id
from ranked as newest
inner join ranked as earlier on newest.vragenlijst = earlier.vragenlijst and newest.respons_id = earlier.respons_id
where newest.version_rank = 1 and not newest.has_answers and earlier.has_answers
