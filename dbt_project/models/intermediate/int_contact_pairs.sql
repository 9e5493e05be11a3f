with answers as (
    select
        response.target_group,
        response.respondent_key,
        response.moment_key,
        response.response_key,
        measurement.answer_class = 'agree' as has_contact
    from {{ ref("fct_response") }} as response
    inner join {{ ref("fct_measurement") }} as measurement
        on response.response_key = measurement.response_key and measurement.statement_key = 'contact_buiten'
    where
        response.is_respondent
        and response.is_latest_of_respondent
        and measurement.answer_class is not null
)

select
    other.response_key,
    other.target_group,
    other.moment_key,
    case when other.moment_key = 'start' then other.has_contact else at_the_end.has_contact end as had_contact,
    case when other.moment_key = 'start' then at_the_end.has_contact else other.has_contact end as has_contact
from answers as at_the_end
inner join answers as other
    on
        at_the_end.target_group = other.target_group
        and at_the_end.respondent_key = other.respondent_key
where
    at_the_end.moment_key = 'einde'
    and other.moment_key <> 'einde'
