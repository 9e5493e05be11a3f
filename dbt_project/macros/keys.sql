{# Hash of a domain name and the parts of a natural key. Every part is preceded by its length, so that no two lists of
   parts give one text. A part that is NULL gives NULL: callers decide what an unknown parent is. #}
{% macro surrogate_key(domain, parts) -%}
    {%- set text = ["'" ~ domain ~ "'"] -%}
    {%- for part in parts -%}
        {%- set value = "cast(" ~ part ~ " as string)" -%}
        {%- do text.append("'|' || cast(length(" ~ value ~ ") as string) || ':' || " ~ value) -%}
    {%- endfor -%}
    {{ sha256_hex(text | join(" || ")) }}
{%- endmacro %}

{# Key of a parent where it was found, else the `onbekend` member. #}
{% macro key_or_unknown(found_column, domain, parts) -%}
    case when {{ found_column }} is null then 'onbekend' else {{ surrogate_key(domain, parts) }} end
{%- endmacro %}

{# The `onbekend` member of a dimension, for facts whose parent is not known: a value for each of its columns, in their
   order; none where the dimension knows nothing of it. #}
{% macro unknown_member() -%}
    select
        {%- for column, value in kwargs.items() %}
        {% if value is none %}null{% elif value is string %}'{{ value }}'{% else %}{{ value | lower }}{% endif %} as {{ column }}
        {{- "," if not loop.last }}
        {%- endfor %}
{%- endmacro %}
