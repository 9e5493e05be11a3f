with measured as (
    select
        response_key,
        count(*) as n_statements,
        count(*) filter (
            where
            (target_group = 'jongeren' and statement_key = 'gezin_geleerd')
            or (target_group = 'opvoeders' and statement_key = 'geleerd')
        ) as n_foreign
    from {{ ref("fct_measurement") }}
    group by response_key
)

select response.response_key
from {{ ref("fct_response") }} as response
left join measured on response.response_key = measured.response_key
where coalesce(measured.n_statements, 0) <> 10 or measured.n_foreign <> 0
