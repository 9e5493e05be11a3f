"""Invented sentences that people in a made-up world write in the open questions, by theme of the codebook.

Every sentence was made up for this project and names nobody. Who writes which does not belong here.
"""

POSITIVE_THEMES: dict[str, tuple[str, ...]] = {
    "veilige_sfeer_en_bejegening": (
        "Vanaf de eerste keer voelde het vertrouwd, niemand oordeelde.",
        "Je kon gewoon jezelf zijn en iedereen werd vriendelijk ontvangen.",
        "Er hing een ontspannen sfeer, met thee en tijd voor elkaar.",
        "Ik werd met respect behandeld, ook toen ik even moest huilen.",
        "Wat in de groep besproken werd bleef in de groep, dat was prettig.",
        "De begeleiding was warm en geduldig.",
        "Lachen mocht, boos zijn ook. Dat maakte het veilig.",
        "Ik zag eerst op tegen zo'n groep, maar werd meteen opgenomen.",
    ),
    "herkenning_en_uitwisseling": (
        "Het hielp dat anderen met precies dezelfde dingen zitten.",
        "We wisselden veel uit en dat gaf herkenning.",
        "Door de verhalen van de rest snapte ik mijn eigen situatie beter.",
        "Eindelijk mensen bij wie ik niets hoefde uit te leggen.",
        "Fijn om te merken dat het bij anderen thuis ook weleens misgaat.",
        "De gesprekken onderling waren voor mij het meest waard.",
        "Van elkaar horen hoe je het aanpakt, daar kwam ik voor.",
    ),
    "kennis_en_ervaring_begeleiders": (
        "De trainers wisten op elke vraag wel een antwoord.",
        "Je merkt dat de begeleiding dit al jaren doet.",
        "Goede uitleg van mensen die hun vak verstaan.",
        "De begeleiders kenden de theorie en ook de praktijk thuis.",
        "Deskundige begeleiding, je kon met alles bij ze aankloppen.",
        "Sterk duo voor de groep: de een legt uit, de ander vraagt door.",
    ),
    "inzichten": (
        "Ik begrijp nu waar het gedrag van mijn kind vandaan komt.",
        "Ik zie nu welk patroon wij thuis hadden.",
        "Voor mij was nieuw dat mijn eigen reactie zoveel uitmaakt.",
        "Ik kijk nu anders naar ruzies aan tafel.",
        "Het werd me duidelijk dat rust bij mij begint.",
        "Ik weet nu beter wat bij de leeftijd hoort en wat niet.",
    ),
    "voorbeelden_oefeningen_tips": (
        "De rollenspellen waren spannend, maar daar had ik het meeste aan.",
        "Tips die je dezelfde avond kunt proberen.",
        "Het stappenplan voor het naar bed gaan hangt nu op de koelkast.",
        "Veel geoefend met echte voorbeelden van thuis.",
        "De opdrachten voor door de week werkten goed.",
        "Handige kaartjes met wat je kunt zeggen als het oploopt.",
    ),
    "goed_geluisterd": (
        "Iedereen kreeg de beurt en er werd echt geluisterd.",
        "Ik voelde me gehoord.",
        "Ze vroegen door en onthielden wat ik de week ervoor vertelde.",
        "Er was ruimte voor mijn verhaal.",
        "Ze namen mij serieus.",
    ),
    "meer_rust": (
        "Het is thuis een stuk kalmer geworden.",
        "Ik slaap beter en maak me minder druk.",
        "Er is minder geschreeuw aan de ontbijttafel.",
        "Ik ben minder snel gespannen dan voor de groep.",
        "Meer rust in mijn hoofd.",
    ),
    "contact_buiten_de_groep": (
        "We hebben een appgroep gemaakt en spreken nog steeds af.",
        "Met twee anderen uit de groep ga ik nu elke week wandelen.",
        "Na de laatste keer zijn we bij elkaar blijven komen in het buurthuis.",
    ),
}

IMPROVEMENT_THEMES: dict[str, tuple[str, ...]] = {
    "inhoud_van_de_informatie": (
        "De filmpjes waren gedateerd, daar mag iets nieuws voor komen.",
        "Het ging veel over jonge kinderen en weinig over schermgebruik.",
        "Een deel van de stof kende ik al van een eerdere cursus.",
        "De map was dik en lastig te lezen.",
        "Graag meer uitleg over school en druk gedrag.",
        "Te algemeen, ik zocht iets dat bij onze situatie past.",
    ),
    "aantal_en_duur_bijeenkomsten": (
        "Een paar avonden extra was welkom geweest.",
        "De tijd was steeds om als het gesprek net goed liep.",
        "Ik had graag nog een terugkomavond gehad.",
        "Twee uur per keer zou beter zijn dan een.",
        "Het hield te vroeg op, na zes weken ben je net op gang.",
    ),
    "leeftijdsverschil_kinderen": (
        "De een had een baby en de ander een tiener, dat praat lastig.",
        "Liever een groep met ouders van kinderen van dezelfde leeftijd.",
        "De kinderen van de deelnemers scheelden te veel in jaren.",
        "Met een puber had ik weinig aan tips voor peuters.",
    ),
    "groep_te_groot": (
        "Met zoveel mensen kwam ik niet altijd aan de beurt.",
        "Een kleinere groep zou voor mij fijner zijn.",
        "Het was vol in de zaal, daardoor bleef het soms oppervlakkig.",
    ),
    "kostte_te_veel_tijd": (
        "Elke week een hele avond was naast mijn werk te veel.",
        "Met de opdrachten erbij kostte het meer tijd dan ik dacht.",
    ),
}

THEME_SENTENCES = POSITIVE_THEMES | IMPROVEMENT_THEMES

THEMELESS_SENTENCES: dict[str, tuple[str, ...]] = {
    "open_positief": ("Alles was prima.", "Gewoon goed.", "Leuk gedaan."),
    "open_verbeterpunt": ("Nee, ga zo door.", "Ik zou het niet weten.", "Niets, het was goed zo."),
    "open_overig": ("Bedankt!", "Tot ziens en dank voor de koffie.", "Geen verdere opmerkingen."),
}
