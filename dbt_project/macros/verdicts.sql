{# Which way an indicator points, by the interval of its share (0-1) around one half. #}
{% macro verdict(n, share, low, high) -%}
    case
        when coalesce({{ n }}, 0) < {{ var("verdict_from") }} or {{ share }} is null then 'te_weinig'
        when {{ low }} > 0.5 then 'zelfde_richting'
        when {{ high }} < 0.5 then 'tegen'
        else 'onbeslist'
    end
{%- endmacro %}

{# What an indicator of an assumption says, in a careful Dutch sentence: never more than the numbers, never a cause. #}
{% macro verdict_text(verdict, measure, n) -%}
    {%- set subjects = {
        "help": {
            "te_weinig": "Te weinig deelnemers zijn gevolgd, of te kort, om hier iets over te zeggen.",
            "zelfde_richting": "Bij de meeste gevolgde deelnemers begon in deze tijd geen individuele hulp.",
            "tegen": "Bij de meeste gevolgde deelnemers begon in deze tijd wel individuele hulp.",
        },
        "network": {
            "te_weinig": "Van te weinig groepen is bekend hoe het na afloop ging om hier iets over te zeggen.",
            "zelfde_richting": "De meeste groepen waarvan het bekend is, gaan na afloop door.",
            "tegen": "De meeste groepen waarvan het bekend is, gaan na afloop niet door.",
        },
        "answers": {
            "te_weinig": "Te weinig deelnemers hebben geantwoord om hier iets over te zeggen.",
            "zelfde_richting": "De meeste deelnemers die antwoordden, zeggen dit.",
            "tegen": "Minder dan de helft van de deelnemers die antwoordden, zegt dit.",
        },
    } -%}
    {%- set directions = {
        "zelfde_richting": "Dat wijst in dezelfde richting als de aanname; het laat niet zien waardoor dat komt.",
        "tegen": "Dat wijst tegen de aanname in; het laat niet zien waardoor dat komt.",
        "onbeslist": "Het kan om meer of om minder dan de helft gaan: welke kant dit op wijst, is niet te zeggen.",
    } -%}
    case
        {%- for subject in ["help", "network", "answers"] %}
        {%- set condition = "" if subject == "answers" else measure ~ " = '" ~ subject ~ "' and " %}
        when {{ condition }}{{ verdict }} = 'te_weinig' then '{{ subjects[subject]["te_weinig"] }}'
        {%- for direction in ["zelfde_richting", "tegen"] %}
        when {{ condition }}{{ verdict }} = '{{ direction }}'
            then '{{ subjects[subject][direction] }} {{ directions[direction] }}'
        {%- endfor %}
        {%- endfor %}
        else '{{ directions["onbeslist"] }}'
    end
    || case
        when {{ verdict }} <> 'te_weinig' and {{ n }} < {{ var("caution_below") }}
            then ' Lees dit met voorzichtigheid: het berust op minder dan {{ var("caution_below") }} waarnemingen.'
        else ''
    end
{%- endmacro %}

{# A curve says something of a day only where somebody was followed that long, or nobody was left before. #}
{% macro is_observed_until(days) -%}
    (followed.longest >= {{ days }} or curve_at_day.share_without_event = 0)
{%- endmacro %}
