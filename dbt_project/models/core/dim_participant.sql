with linked as (
    select distinct participant_key
    from {{ ref("int_help_decisions") }}
),

participants as (
    select
        {{ surrogate_key("participant", ["client.client_pseudonym"]) }} as participant_key,
        client.role,
        coalesce(client.gender, 'onbekend') as gender,
        client.birth_year,
        client.postcode4,
        coalesce(client.neighbourhood, 'onbekend') as neighbourhood_key,
        client.youngest_child_birth_year,
        client.oldest_child_birth_year,
        identity.has_bsn
    from {{ ref("stg_deelnemers") }} as client
    inner join {{ ref("int_participant_identities") }} as identity
        on client.client_pseudonym = identity.client_pseudonym
)

select
    participants.*,
    linked.participant_key is not null as is_linked_to_decisions
from participants
left join linked on participants.participant_key = linked.participant_key

union all

{{ unknown_member(
    participant_key="onbekend", role="onbekend", gender="onbekend", birth_year=none, postcode4=none,
    neighbourhood_key="onbekend", youngest_child_birth_year=none, oldest_child_birth_year=none, has_bsn=false,
    is_linked_to_decisions=false,
) }}
