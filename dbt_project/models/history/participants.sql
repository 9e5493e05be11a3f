{{ snapshot_spans(
    "deelnemers",
    "client_pseudonym",
    [
        ("participant_key", surrogate_key("participant", ["delivered.client_pseudonym"])),
        ("role", "delivered.rol"),
        ("gender", "coalesce(delivered.geslacht, 'onbekend')"),
        ("birth_year", "cast(delivered.geboortejaar as integer)"),
        ("postcode4", "delivered.postcode4"),
        ("neighbourhood_key", "coalesce(delivered.wijk, 'onbekend')"),
        ("youngest_child_birth_year", "cast(delivered.jongste_kind_geboortejaar as integer)"),
        ("oldest_child_birth_year", "cast(delivered.oudste_kind_geboortejaar as integer)"),
        ("has_bsn", "delivered.bsn_pseudonym is not null"),
    ],
) }}
