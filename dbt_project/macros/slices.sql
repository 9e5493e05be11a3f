{# The cuts of every survey mart. The relation has one row for each combination of what is counted and group_key,
   group_type, half_year, last_12_months and moment_key; the result has each row once for every slice it belongs to. All
   slices but `moment` count the moment `einde`. Slices between group_type and half_year describe the group. There is no
   slice `district` where the reference files name none. In a build for dashboards small parts of the named population are
   pooled (macro `shown_part`). #}
{% macro survey_slices(relation, population=none) -%}
    {%- set slices = [
        ("all", "'all'"),
        ("group_type", "counted.group_type"),
        ("district", "dim_neighbourhood.district"),
        ("neighbourhood", "dim_neighbourhood.name"),
        ("lead_organisation", "dim_group.lead_organisation"),
        ("size_band", "dim_group.size_band"),
        ("age_spread_band", "dim_group.age_spread_band"),
        ("sessions_band", "dim_group.sessions_band"),
        ("half_year", "counted.half_year"),
        ("last_12_months", "counted.last_12_months"),
        ("moment", "counted.moment_key"),
    ] -%}
    {%- for slice, value in slices %}
    {%- set partition_of = population if slice not in ("all", "moment") else none %}
    select
        counted.*,
        '{{ slice }}' as slice,
        {{ shown_part(value, partition_of) }} as slice_value
    from {{ relation }} as counted
    inner join {{ ref("dim_group") }} as dim_group on counted.group_key = dim_group.group_key
    inner join {{ ref("dim_neighbourhood") }} as dim_neighbourhood
        on dim_group.neighbourhood_key = dim_neighbourhood.neighbourhood_key
    {{- pooled_join(partition_of, "counted.target_group", slice, value) }}
    {%- if slice != "moment" %}
    where counted.moment_key = 'einde'{{ " and " ~ names_districts() if slice == "district" }}
    {%- endif %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}

{# Every row of the relation once for the whole, and once for its value of each of the named columns. Pooled as above. #}
{% macro slices(relation, columns, population=none) -%}
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
        cast({{ shown_part("counted." ~ column, population) }} as string) as slice_value
    from {{ relation }} as counted
    {{- pooled_join(population, "'all'", column, "counted." ~ column) }}
    {%- if column == "district" %}
    where {{ names_districts() }}
    {%- endif %}
    {%- endfor %}
{%- endmacro %}

{# Whether the reference files name a part of the city for any wijk. #}
{% macro names_districts() -%}
    exists (
        select 1 from {{ ref("dim_neighbourhood") }} as named
        where named.district <> 'onbekend'
    )
{%- endmacro %}
