with responded as (
    select
        invitation_key,
        max(submitted_on) as responded_on
    from {{ ref("int_responses") }}
    where is_completed and invitation_key <> 'onbekend'
    group by invitation_key
),

invitations as (
    select
        {{ surrogate_key("invitation", ["invitation.questionnaire", "invitation.invitation_id", "invitation.moment"]) }}
            as invitation_key,
        invitation.questionnaire as questionnaire_key,
        {{ target_group_of("invitation.questionnaire") }} as target_group,
        {{ key_or_unknown("client.client_pseudonym", "participant", ["client.client_pseudonym"]) }} as participant_key,
        {{ key_or_unknown("known_group.group_id", "group", ["known_group.group_id"]) }} as group_key,
        coalesce(known_group.group_type, 'onbekend') as group_type,
        invitation.moment as moment_key,
        invitation.invited_on as invited_date_key
    from {{ ref("stg_uitnodigingen") }} as invitation
    left join {{ ref("stg_deelnemers") }} as client on invitation.client_pseudonym = client.client_pseudonym
    left join {{ ref("stg_groepen") }} as known_group on invitation.group_id = known_group.group_id
)

select
    invitations.*,
    responded.invitation_key is not null as is_responded,
    responded.responded_on as responded_date_key
from invitations
left join responded on invitations.invitation_key = responded.invitation_key
