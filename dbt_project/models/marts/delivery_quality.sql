select
    taken_date_key as night,
    kind,
    count(*) filter (where status = 'accepted') as n_files_taken,
    count(*) filter (where status = 'rejected') as n_files_rejected,
    count(*) filter (where status = 'duplicate') as n_files_duplicate,
    cast(sum(n_loaded) as bigint) as n_rows_taken,
    cast(sum(n_quarantined) as bigint) as n_rows_quarantined,
    cast(sum(n_waiting) as bigint) as n_rows_waiting,
    cast(sum(n_unmapped_labels) as bigint) as n_unmapped_labels,
    max(case when status <> 'rejected' then delivered_date_key end) as newest_delivered_on,
    case
        when kind = 'ervaringwijzer/antwoorden' and sum(n_linkable) > 0
            then cast(sum(n_linked) as double) / sum(n_linkable)
    end as share_responses_linked,
    case
        when kind = 'wiz/deelnemers' and sum(n_linkable) > 0
            then cast(sum(n_linked) as double) / sum(n_linkable)
    end as share_participants_linked
from {{ ref("fct_delivery_file") }}
group by taken_date_key, kind
