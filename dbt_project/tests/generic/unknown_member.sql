{# A dimension has its `onbekend` member, to which facts without a known parent refer. #}
{% test unknown_member(model, key) %}
    select 'onbekend' as missing_member
    where not exists (select 1 from {{ model }} where {{ key }} = 'onbekend')
{% endtest %}
