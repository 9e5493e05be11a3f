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

select
    'onbekend' as participant_key,
    'onbekend' as role,
    'onbekend' as gender,
    cast(null as integer) as birth_year,
    cast(null as string) as postcode4,
    'onbekend' as neighbourhood_key,
    cast(null as integer) as youngest_child_birth_year,
    cast(null as integer) as oldest_child_birth_year,
    false as has_bsn,
    false as is_linked_to_decisions
