with answered as (
    select
        delivery_id,
        line,
        count(*) as n_answered
    from {{ ref("stg_antwoord_scores") }}
    group by delivery_id, line
),

linked as (
    select
        response.*,
        invitation.invitation_id is not null as has_invitation,
        client.client_pseudonym,
        known_group.group_id as known_group_id,
        known_group.group_type,
        coalesce(answered.n_answered, 0) as n_answered
    from {{ ref("stg_antwoorden") }} as response
    left join answered on response.delivery_id = answered.delivery_id and response.line = answered.line
    left join {{ ref("stg_uitnodigingen") }} as invitation
        on
            response.questionnaire = invitation.questionnaire
            and response.invitation_id = invitation.invitation_id
            and response.moment = invitation.moment
    left join {{ ref("stg_deelnemers") }} as client on invitation.client_pseudonym = client.client_pseudonym
    left join {{ ref("stg_groepen") }} as known_group on response.group_id = known_group.group_id
),

completed as (
    select
        linked.*,
        n_answered > 0 or has_open_positief or has_open_verbeterpunt or has_open_overig as is_completed
    from linked
),

ordered as (
    select
        completed.*,
        coalesce(
            max(case when is_completed then 1 else 0 end) over (
                partition by questionnaire, invitation_id, moment
                order by submitted_at desc, response_id desc
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) = 1 as has_later_completed
    from completed
),

judged as (
    select
        ordered.*,
        has_invitation and has_later_completed as is_superseded,
        is_completed and not (has_invitation and has_later_completed) as is_respondent
    from ordered
),

ranked as (
    select
        judged.*,
        row_number() over (
            partition by questionnaire, respondent_pseudonym, moment, is_respondent
            order by submitted_at desc, response_id desc
        ) as respondent_rank
    from judged
)

select
    {{ surrogate_key("response", ["questionnaire", "response_id"]) }} as response_key,
    questionnaire,
    response_id,
    questionnaire || '-' || cast(version as string) as questionnaire_key,
    {{ target_group_of("questionnaire") }} as target_group,
    {{ key_or_unknown("client_pseudonym", "participant", ["client_pseudonym"]) }} as participant_key,
    {{ key_or_unknown("respondent_pseudonym", "respondent", ["questionnaire", "respondent_pseudonym"]) }}
        as respondent_key,
    {{ key_or_unknown("known_group_id", "group", ["known_group_id"]) }} as group_key,
    case when known_group_id is null then coalesce(group_type_answer, 'onbekend') else group_type end as group_type,
    case
        when has_invitation then {{ surrogate_key("invitation", ["questionnaire", "invitation_id", "moment"]) }}
        else 'onbekend'
    end as invitation_key,
    moment as moment_key,
    submitted_at,
    submitted_on,
    is_completed,
    is_superseded,
    is_respondent,
    is_respondent and respondent_pseudonym is not null and respondent_rank = 1 as is_latest_of_respondent,
    cast(n_answered as integer) as n_answered,
    delivery_id,
    line
from ranked
