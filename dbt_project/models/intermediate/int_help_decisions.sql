select
    {{ surrogate_key("decision", ["decision.municipality", "decision.allocation_number"]) }} as decision_key,
    {{ key_or_unknown("identity.client_pseudonym", "participant", ["identity.client_pseudonym"]) }} as participant_key,
    decision.help_category,
    decision.decided_on,
    decision.start_date,
    decision.end_date,
    decision.delivery_form,
    decision.referrer
from {{ ref("stg_beschikkingen") }} as decision
left join {{ ref("int_participant_identities") }} as identity
    on decision.bsn_pseudonym = identity.linkable_bsn_pseudonym
where {{ is_help("decision") }}
