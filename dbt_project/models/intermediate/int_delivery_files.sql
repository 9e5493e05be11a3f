with outside as (
    select
        delivery_id,
        count(*) as n_outside
    from {{ ref("int_outside_group_dates") }}
    group by delivery_id
),

unmapped as (
    select
        delivery_id,
        count(*) as n_unmapped_labels
    from {{ source("raw", "unmapped_label") }}
    group by delivery_id
),

replaced as (
    select distinct
        other.file_key,
        other.sha256,
        other.delivery_id,
        counting.delivery_id as counting_id
    from {{ source("raw", "replaced_snapshot") }} as other
    inner join {{ source("raw", "snapshot") }} as counting
        on other.kind = counting.kind and other.delivered_on = counting.delivered_on
),

listed as (
    select
        listing.delivery_id,
        listing.key as listed_key
    from {{ source("raw", "snapshot_key") }} as listing
    where
        listing.delivery_id in (select replaced.delivery_id from replaced)
        or listing.delivery_id in (select replaced.counting_id from replaced)
),

earlier_version as (
    select distinct
        replaced.delivery_id,
        replaced.counting_id
    from replaced
    inner join listed on replaced.delivery_id = listed.delivery_id
    inner join listed as counting
        on replaced.counting_id = counting.delivery_id and listed.listed_key = counting.listed_key
),

left_out as (
    select
        replaced.file_key,
        replaced.sha256,
        max(counted.n_valid) as n_left_out
    from replaced
    inner join {{ source("raw", "delivery_file") }} as counted
        on replaced.delivery_id = counted.delivery_id and counted.status = 'accepted'
    left join earlier_version
        on replaced.delivery_id = earlier_version.delivery_id and replaced.counting_id = earlier_version.counting_id
    where earlier_version.delivery_id is null
    group by replaced.file_key, replaced.sha256
),

judged as (
    select
        file.*,
        coalesce(left_out.n_left_out, 0) as n_left_out,
        coalesce(waiting.n_waiting, 0) as n_waiting,
        coalesce(outside.n_outside, 0) as n_outside,
        coalesce(unmapped.n_unmapped_labels, 0) as n_unmapped_labels,
        links.n_linkable,
        links.n_linked
    from {{ source("raw", "delivery_file") }} as file
    left join {{ ref("int_waiting_rows") }} as waiting
        on file.delivery_id = waiting.delivery_id and file.status = 'accepted'
    left join outside on file.delivery_id = outside.delivery_id and file.status = 'accepted'
    left join unmapped on file.delivery_id = unmapped.delivery_id and file.status = 'accepted'
    left join left_out on file.file_key = left_out.file_key and file.sha256 = left_out.sha256
    left join {{ ref("int_delivery_links") }} as links
        on file.delivery_id = links.delivery_id and file.status = 'accepted'
)

select
    file_name,
    sha256,
    kind,
    delivered_on,
    status,
    reason,
    cast(coalesce(n_read, 0) as bigint) as n_read,
    cast(coalesce(n_valid, 0) - n_waiting - n_outside as bigint) as n_loaded,
    cast(coalesce(n_quarantined, 0) + n_outside as bigint) as n_quarantined,
    cast(coalesce(n_dropped, 0) as bigint) as n_dropped,
    cast(n_waiting as bigint) as n_waiting,
    delivery_id,
    taken_on,
    file_key,
    cast(n_left_out as bigint) as n_left_out,
    cast(n_unmapped_labels as bigint) as n_unmapped_labels,
    n_linkable,
    n_linked
from judged
