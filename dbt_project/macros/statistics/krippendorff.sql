{# Krippendorff's alpha for a nominal yes or no, from sums over the units that two coders or more judged: a unit has
   n_coders judgements, n_given of them yes. NULL where all judgements are alike. Summed as decimals, so that the order
   of the units changes nothing. #}
{% macro krippendorff_alpha(n_coders, n_given) -%}
    case
        when sum({{ n_given }}) > 0 and sum({{ n_given }}) < sum({{ n_coders }})
            then
                1e0
                - (cast(sum({{ n_coders }}) as double) - 1)
                * cast(
                    sum(
                        cast(
                            cast({{ n_given }} as double) * ({{ n_coders }} - {{ n_given }}) / ({{ n_coders }} - 1)
                            as decimal(38, 20)
                        )
                    ) as double
                )
                / (cast(sum({{ n_given }}) as double) * (sum({{ n_coders }}) - sum({{ n_given }})))
    end
{%- endmacro %}
