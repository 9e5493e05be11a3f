{# The cuts of every survey mart. The relation has one row for each combination of what is counted and group_key,
   group_type, half_year and moment_key; the result has each row once for every slice it belongs to. All slices but
   `moment` count the moment `einde`. Slices between group_type and half_year describe the group. #}
{% macro survey_slices(relation) -%}
    {%- set slices = [
        ("all", "'all'"),
        ("group_type", "counted.group_type"),
        ("neighbourhood", "dim_neighbourhood.name"),
        ("lead_organisation", "dim_group.lead_organisation"),
        ("size_band", "dim_group.size_band"),
        ("age_spread_band", "dim_group.age_spread_band"),
        ("sessions_band", "dim_group.sessions_band"),
        ("half_year", "counted.half_year"),
        ("moment", "counted.moment_key"),
    ] -%}
    {%- for slice, value in slices %}
    select
        counted.*,
        '{{ slice }}' as slice,
        {{ value }} as slice_value
    from {{ relation }} as counted
    inner join {{ ref("dim_group") }} as dim_group on counted.group_key = dim_group.group_key
    inner join {{ ref("dim_neighbourhood") }} as dim_neighbourhood
        on dim_group.neighbourhood_key = dim_neighbourhood.neighbourhood_key
    {%- if slice != "moment" %}
    where counted.moment_key = 'einde'
    {%- endif %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}

{# Every row of the relation once for the whole, and once for its value of each of the named columns. #}
{% macro slices(relation, columns) -%}
    select
        counted.*,
        'all' as slice,
        'all' as slice_value
    from {{ relation }} as counted
    {%- for column in columns %}
    union all
    select
        counted.*,
        '{{ column }}' as slice,
        cast(counted.{{ column }} as string) as slice_value
    from {{ relation }} as counted
    {%- endfor %}
{%- endmacro %}
