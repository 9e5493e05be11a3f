with snapshot_rows as (
    {{ listed_versions("deelnemers", ["client_pseudonym"]) }}
),

bsns_of_client as (
    select
        client_pseudonym,
        count(distinct bsn_pseudonym) as n_bsns
    from snapshot_rows
    group by client_pseudonym
),

clients_of_bsn as (
    select
        bsn_pseudonym,
        count(*) as n_clients
    from {{ ref("stg_deelnemers") }}
    where bsn_pseudonym is not null
    group by bsn_pseudonym
)

select
    client.client_pseudonym,
    client.bsn_pseudonym is not null as has_bsn,
    coalesce(clients_of_bsn.n_clients, 0) > 1 or bsns_of_client.n_bsns > 1 as is_ambiguous,
    case
        when clients_of_bsn.n_clients = 1 and bsns_of_client.n_bsns = 1 then client.bsn_pseudonym
    end as linkable_bsn_pseudonym
from {{ ref("stg_deelnemers") }} as client
inner join bsns_of_client on client.client_pseudonym = bsns_of_client.client_pseudonym
left join clients_of_bsn on client.bsn_pseudonym = clients_of_bsn.bsn_pseudonym
