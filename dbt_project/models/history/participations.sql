{{ snapshot_spans(
    "deelnames",
    "deelname_id",
    [
        ("participation_key", surrogate_key("participation", ["delivered.deelname_id"])),
        ("participant_key", surrogate_key("participant", ["delivered.client_pseudonym"])),
        ("group_key", surrogate_key("group", ["delivered.groep_id"])),
        ("applied_on", "delivered.aanmelddatum"),
        ("started_on", "delivered.startdatum"),
        ("ended_on", "delivered.einddatum"),
        ("end_reason", "delivered.reden_beeindiging"),
        ("follow_up", "delivered.vervolg_bij_uitstroom"),
    ],
) }}
