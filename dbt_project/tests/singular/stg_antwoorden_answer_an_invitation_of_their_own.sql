select
    response.questionnaire,
    response.response_id
from {{ ref("stg_antwoorden") }} as response
inner join {{ ref("stg_uitnodigingen") }} as invitation on response.invitation_id = invitation.invitation_id
group by response.questionnaire, response.response_id, response.moment
having
    count(*) filter (
        where invitation.questionnaire = response.questionnaire and invitation.moment = response.moment
    ) = 0
