with ended as (
    select
        participation.participation_key,
        participation.participant_key,
        participation.group_key,
        participation.ended_on,
        horizon.covered_from,
        horizon.covered_until
    from {{ ref("int_participations") }} as participation
    inner join {{ ref("int_participant_identities") }} as identity
        on participation.client_pseudonym = identity.client_pseudonym
    cross join {{ ref("int_help_horizon") }} as horizon
    where participation.status = 'beeindigd' and identity.linkable_bsn_pseudonym is not null
),

later_help as (
    select
        ended.participation_key,
        decision.start_date,
        decision.help_category,
        row_number() over (
            partition by ended.participation_key
            order by decision.start_date, decision.help_category
        ) as help_rank
    from ended
    inner join {{ ref("int_help_decisions") }} as decision
        on
            ended.participant_key = decision.participant_key
            and ended.ended_on < decision.start_date
            and ended.covered_until >= decision.start_date
),

earlier_help as (
    select distinct ended.participation_key
    from ended
    inner join {{ ref("int_help_decisions") }} as decision
        on ended.participant_key = decision.participant_key and ended.ended_on >= decision.start_date
)

select
    ended.participation_key,
    ended.participant_key,
    ended.group_key,
    ended.ended_on as ended_date_key,
    ended.covered_from,
    ended.covered_until,
    case
        when first_help.start_date is not null then {{ days_between("ended.ended_on", "first_help.start_date") }}
        else greatest(coalesce({{ days_between("ended.ended_on", "ended.covered_until") }}, 0), 0)
    end as days_observed,
    first_help.start_date is not null as has_event,
    first_help.start_date as event_date_key,
    coalesce(first_help.help_category, 'onbekend') as help_category_key,
    earlier_help.participation_key is not null as had_help_before
from ended
left join later_help as first_help
    on ended.participation_key = first_help.participation_key and first_help.help_rank = 1
left join earlier_help on ended.participation_key = earlier_help.participation_key
