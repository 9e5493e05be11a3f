{# The smallest number of respondents that a part of a slice may hold, in a build for dashboards; nothing in any other
   build, where all parts are exact. Given by the night, as `as_of` is. #}
{% macro pooled_below() -%} {{ return(env_var("POOLED_BELOW", "")) }} {%- endmacro %}

{# The part that a row is shown in: its own, or the one that it is pooled to. With `pooled_join`, which leaves out the
   rows of a slice that is not shown. `population` names whom the slice is a partition of: see model pooled_parts. #}
{% macro shown_part(value, population) -%}
    {%- if pooled_below() and population -%} pooled.shown_value {%- else -%} {{ value }} {%- endif -%}
{%- endmacro %}

{% macro pooled_join(population, target_group, slice, value) -%}
    {%- if pooled_below() and population %}
    inner join {{ ref("pooled_parts") }} as pooled
        on
            pooled.population = '{{ population }}'
            and pooled.target_group = {{ target_group }}
            and pooled.slice = '{{ slice }}'
            and pooled.slice_value = {{ value }}
    {%- endif %}
{%- endmacro %}

{# Which set of records a count counts, told by one text: the same for the same records in any order, in any mart.
   Beside each count of persons or participations in a column `<count>_digest`, which readers do not get. #}
{% macro set_digest(key, condition="true") -%}
    coalesce(cast(bit_xor(distinct case when {{ condition }} then {{ hash_number(key) }} end) as string), '0')
{%- endmacro %}
