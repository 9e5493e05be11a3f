{{ snapshot_spans(
    "groepen",
    "groep_id",
    [
        ("group_key", surrogate_key("group", ["delivered.groep_id"])),
        ("group_id", "delivered.groep_id"),
        ("group_name", "delivered.naam"),
        ("group_type", "delivered.groepstype"),
        ("target_group", "delivered.doelgroep"),
        ("lead_organisation", "delivered.organisatie"),
        ("partners", "delivered.partners"),
        ("neighbourhood_key", "coalesce(delivered.wijk, 'onbekend')"),
        ("start_date", "delivered.startdatum"),
        ("end_date", "delivered.einddatum"),
        ("planned_sessions", "cast(delivered.gepland_aantal_bijeenkomsten as integer)"),
        ("max_participants", "cast(delivered.max_deelnemers as integer)"),
        ("continues_as_network", "delivered.voortgezet_als_netwerk"),
    ],
) }}
