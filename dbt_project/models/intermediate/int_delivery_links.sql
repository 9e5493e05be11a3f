with responses as (
    {{ accepted_rows("antwoorden") }}
),

clients as (
    {{ accepted_rows("deelnemers") }}
),

decided as (
    select distinct participant_key
    from {{ ref("int_help_decisions") }}
)

select
    responses.delivery_id,
    count(*) as n_linkable,
    count(*) filter (where response.group_key <> 'onbekend') as n_linked
from responses
inner join {{ ref("int_responses") }} as response
    on responses.vragenlijst = response.questionnaire and responses.respons_id = response.response_id
group by responses.delivery_id

union all

select
    clients.delivery_id,
    count(*) as n_linkable,
    count(decided.participant_key) as n_linked
from clients
inner join {{ ref("stg_deelnemers") }} as client on clients.client_pseudonym = client.client_pseudonym
left join decided
    on decided.participant_key = {{ surrogate_key("participant", ["client.client_pseudonym"]) }}
group by clients.delivery_id
