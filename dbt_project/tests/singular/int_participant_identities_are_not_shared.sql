select client_pseudonym
from {{ ref("int_participant_identities") }}
where is_ambiguous
