{# Kaplan-Meier curve of each stratum, with Greenwood's variance and log-log bounds, 95 %. The relation has one row a
   subject: the stratum, days_observed and has_event. The result has day 0 and every day with an event or a censoring;
   events come before censorings on a day. While nobody had an event, and once nobody is left without, both bounds are
   the share itself. #}
{% macro kaplan_meier(relation, stratum) -%}
    with counted as (
        select
            {{ stratum }},
            days_observed as day,
            count(*) filter (where has_event) as n_events,
            count(*) filter (where not has_event) as n_censored
        from {{ relation }}
        group by {{ stratum }}, days_observed
    ),

    starts as (
        select distinct
            {{ stratum }},
            0 as day,
            0 as n_events,
            0 as n_censored
        from {{ relation }}
    ),

    days as (
        select
            {{ stratum }},
            day,
            cast(sum(n_events) as bigint) as n_events,
            cast(sum(n_censored) as bigint) as n_censored
        from (
            select * from counted
            union all
            select * from starts
        ) as counted_and_starts
        group by {{ stratum }}, day
    ),

    at_risk as (
        select
            days.*,
            cast(
                sum(n_events + n_censored) over (
                    partition by {{ stratum }} order by day desc
                    rows between unbounded preceding and current row
                ) as bigint
            ) as n_at_risk
        from days
    ),

    products as (
        select
            at_risk.*,
            sum(case when n_events < n_at_risk then ln(cast(n_at_risk - n_events as double) / n_at_risk) else 0e0 end)
                over so_far as log_share,
            sum(
                case
                    when n_events < n_at_risk
                        then cast(n_events as double) / (cast(n_at_risk as double) * (n_at_risk - n_events))
                    else 0e0
                end
            ) over so_far as greenwood,
            max(case when n_events = n_at_risk and n_events > 0 then 1 else 0 end) over so_far = 1 as nobody_left
        from at_risk
        window so_far as (
            partition by {{ stratum }} order by day
            rows between unbounded preceding and current row
        )
    )

    select
        {{ stratum }},
        day,
        n_at_risk,
        n_events,
        n_censored,
        case when nobody_left then 0e0 else exp(log_share) end as share_without_event,
        case
            when nobody_left then 0e0
            when greenwood = 0 then 1e0
            else exp(log_share * exp({{ z_95() }} * sqrt(greenwood) / abs(log_share)))
        end as low,
        case
            when nobody_left then 0e0
            when greenwood = 0 then 1e0
            else exp(log_share * exp(-{{ z_95() }} * sqrt(greenwood) / abs(log_share)))
        end as high
    from products
{%- endmacro %}
