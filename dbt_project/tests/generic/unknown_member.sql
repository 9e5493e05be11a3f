{# A dimension has its `onbekend` member, to which facts without a known parent refer. #}
{% test unknown_member(model, column_name) %}
    select 'onbekend' as missing_member
    where not exists (select 1 from {{ model }} where {{ column_name }} = 'onbekend')
{% endtest %}
