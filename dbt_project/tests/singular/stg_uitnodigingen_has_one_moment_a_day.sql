select
    questionnaire,
    invitation_id,
    invited_on
from {{ ref("stg_uitnodigingen") }}
group by questionnaire, invitation_id, invited_on
having count(distinct moment) > 1
