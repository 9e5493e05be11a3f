{%- set months = [
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
] -%}
{%- set weekdays = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"] -%}

with days as (
    select cast(day as date) as date_key
    from (select {{ all_days("2000-01-01", "2040-12-31") }} as day) as series
),

parts as (
    select
        date_key,
        cast(year(date_key) as integer) as calendar_year,
        cast(quarter(date_key) as integer) as quarter,
        cast(month(date_key) as integer) as month,
        cast({{ iso_weekday("date_key") }} as integer) as weekday,
        {{ add_days("date_key", "4 - " ~ iso_weekday("date_key")) }} as thursday
    from days
)

select
    date_key,
    calendar_year as year,
    {{ half_year("date_key") }} as half_year,
    quarter,
    month,
    cast(year(thursday) as integer) as iso_year,
    cast(floor((dayofyear(thursday) - 1) / 7) + 1 as integer) as iso_week,
    weekday,
    case month
        {% for name in months %}
            when {{ loop.index }} then '{{ name }}'
        {% endfor %}
    end as month_label,
    case weekday
        {% for name in weekdays %}
            when {{ loop.index }} then '{{ name }}'
        {% endfor %}
    end as weekday_label,
    weekday > 5 as is_weekend
from parts
