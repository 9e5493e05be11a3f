"""Verantwoording: how figures are made, how people are protected, what words mean, what is not known, what to download.

Words of statisticians stand here and nowhere else. What one column means is said in the marts' yml.
"""

from warehouse.disclosure.limits import Limits
from warehouse.disclosure.notes import EXACT, HIDDEN, MULTIPLES_FOR_A_PERCENTAGE, POOLED, ROUNDED
from warehouse.disclosure.thresholds import Thresholds
from warehouse.monitor.columns import newest, number_of_rows
from warehouse.monitor.content import (
    ROWS,
    Bullets,
    Column,
    Day,
    Filter,
    Link,
    Option,
    OptionGroup,
    Page,
    Paragraph,
    Section,
    Table,
    TableRow,
    Text,
)
from warehouse.monitor.csv_files import README
from warehouse.monitor.figures import Figures
from warehouse.monitor.pages.parts import anchor

HOW_SHOWN = {EXACT: "precies", POOLED: "samengevoegd", ROUNDED: "afgerond", HIDDEN: "verborgen"}


def page(figures: Figures) -> Page:
    return Page(
        slug="verantwoording",
        menu="Verantwoording",
        title="Hoe zijn deze cijfers gemaakt?",
        lead=(
            "Elke nacht worden de cijfers gemaakt uit wat er is geleverd. Kleine groepen zijn samengevoegd en aantallen"
            " afgerond, zodat niemand te herkennen is.",
        ),
        sections=(
            _method(figures),
            _protection(figures.thresholds, figures.limits),
            _shown(figures),
            _margins(figures.limits),
            _words(figures),
            _unknown(),
            _downloads(),
            _dictionary(figures),
        ),
    )


def _method(figures: Figures) -> Section:
    steps: tuple[Text, ...] = (
        ("De gemeente en organisaties leveren bestanden: wie in een groep zat, wie hulp kreeg, wat mensen vonden.",),
        ("Elke rij wordt nagekeken. Een rij die niet klopt, telt niet mee tot zij is verbeterd. Zie ",
         Link("Kwaliteit", "kwaliteit.html"), "."),
        ("Namen komen er niet in. Van een BSN of klantnummer blijft alleen een code over die niemand kan teruglezen.",),
        ("Een programma telt. Een tweede programma, dat anders is geschreven, telt hetzelfde na.",),
        ("Daarna worden kleine groepen samengevoegd en aantallen afgerond. Een derde programma probeert of iemand dan"
         " nog te herkennen is. Lukt dat, dan blijven de vorige cijfers staan.",),
    )  # fmt: skip
    day: Text = ("Deze pagina’s zijn van ", Day(figures.build.as_of), ".")
    return Section("methode", ("Van levering tot cijfer",), (Bullets(steps), Paragraph(day)))


def _protection(thresholds: Thresholds, limits: Limits) -> Section:
    group, cell = thresholds.minimum_group, thresholds.minimum_cell
    rules = (
        f"Meningen: een cijfer gaat over ten minste {group} mensen. Kleinere delen staan samen onder ‘overig’."
        " Zijn dat er nog te weinig, dan gaat er een deel bij.",
        f"Ook als u delen van elkaar aftrekt of optelt, houdt u nooit minder dan {group} mensen over.",
        f"Aantallen mensen uit registraties zijn afgerond op een veelvoud van {cell}, naar boven of naar beneden."
        " Loting bepaalt welke kant op. Dezelfde mensen geven altijd hetzelfde getal.",
        "Zo afgeronde getallen tellen niet precies op. Neem een totaal dus uit zijn eigen rij.",
        f"Percentages daarvan staan er vanaf {MULTIPLES_FOR_A_PERCENTAGE * cell} mensen, een middelste waarde vanaf"
        f" {max(limits.median_from, 2 * cell)} mensen, cijfers van groepen vanaf {limits.groups_from} groepen.",
        "Cijfers gaan over maanden die voorbij zijn. Meningen worden pas vernieuwd als er niemand, of genoeg mensen"
        " bij kwamen.",
        "Wat zo niet te beschermen is, is verborgen.",
        "Citaten zijn bewerkt en goedgekeurd door een onderzoeker, en staan er alleen bij thema’s die genoeg mensen"
        " noemen.",
    )
    limit = ("Helemaal zeker is niets. Wie al veel weet over een groep, kan soms raden hoe een cijfer veranderde door"
             " een persoon.",)  # fmt: skip
    return Section(
        "bescherming", ("Hoe we mensen beschermen",), (Bullets(tuple((rule,) for rule in rules)), Paragraph(limit))
    )


def _shown(figures: Figures) -> Section:
    """How many rows of each mart are shown how, and until when they go."""
    table = Table(
        name="zo-getoond",
        caption=("Aantal rijen met cijfers, naar hoe zij getoond worden",),
        mart="",
        row_heading="Tabel",
        columns=(*(Column(words, (ROWS,)) for words in HOW_SHOWN.values()), Column("tot en met", ("data_until",))),
        rows=tuple(_rows_of(figures, mart) for mart in figures.marts),
        notes=(
            ("Een rij is bijvoorbeeld een stelling, van een doelgroep, in een wijk.",),
            ("De laatste kolom is de laatste dag die in de cijfers zit. De maanden daarna zijn nog niet afgesloten.",),
        ),
    )
    return Section("getoond", ("Wat is samengevoegd, afgerond of verborgen?",), (table,))


def _rows_of(figures: Figures, mart: str) -> TableRow:
    rows = figures.rows(mart)
    counts = (number_of_rows(mart, [row for row in rows if row["shown_as"] == how], f"shown_as={how}")
              for how in HOW_SHOWN)  # fmt: skip
    until = newest(rows, "data_until", rows[0].every) if rows else None
    return TableRow((figures.about(mart),), (*counts, until or ("geen",)), beneath=(mart,))


def _margins(limits: Limits) -> Section:
    sentences: tuple[Text, ...] = (
        ("Niet iedereen deed mee, en niet iedereen antwoordde. Het echte deel kan dus hoger of lager liggen. De marge"
         " zegt waar het waarschijnlijk ligt.",),
        ("Een marge van 95% betekent: als u dit heel vaak zou doen, ligt het echte deel meestal, in 95% van de keren,"
         " binnen de marge.",),
        (f"Bij minder dan {limits.caution_below} antwoorden staat erbij dat het er weinig zijn. Bij minder dan"
         f" {limits.verdict_from} trekken we geen conclusie.",),
        ("De marge om een deel is berekend volgens Wilson. Die om een verschil volgens Newcombe.",),
        ("Of een verschil toeval kan zijn, zegt de exacte toets van Fisher. Wie veel verschillen bekijkt, vindt er"
         " altijd een paar door toeval.",),
        ("Hoe lang mensen zonder individuele hulp blijven is berekend volgens Kaplan-Meier, met een marge (log-log)."
         " Wie korter is gevolgd, telt mee zolang die is gevolgd.",),
        ("Hoe eens codeurs het zijn is de alfa van Krippendorff.",),
        ("Een verschil of een verandering zegt niets over de oorzaak.",),
    )  # fmt: skip
    return Section("marge", ("Wat is een marge?",), (Bullets(sentences),))


def _words(figures: Figures) -> Section:
    meanings = {
        "aannames": "Wat het rapport verwacht van groepen. Bij elke aanname staat wat de gegevens laten zien.",
        "afgerond": "Naar boven of beneden gebracht tot een veelvoud, zodat niemand te herkennen is.",
        "antwoorden": "Ingevulde vragenlijsten, of de mensen die een stelling beantwoordden. Er staat bij welke.",
        "deel": "Welk stuk van een geheel, in procenten. Er staat altijd bij van wie.",
        "deelname": "Een persoon in een groep. Wie in twee groepen zat, heeft twee deelnames.",
        "deelnemer": "Een persoon die in een of meer groepen zat.",
        "doelgroep": f"Voor wie een vragenlijst is: {' of '.join(figures.target_groups)}.",
        "eens": "Mee eens of helemaal mee eens.",
        "gevolgd": "Van wie bekend is of later individuele hulp begon, tot de laatste dag van de beschikkingen.",
        "halfjaar": "Januari tot en met juni, of juli tot en met december.",
        "individuele hulp": "Hulp voor een persoon of gezin, waarvoor de gemeente een beschikking afgaf.",
        "marge": "Tussen welke grenzen het echte cijfer waarschijnlijk ligt.",
        "meedoen": "Op een uitnodiging de vragenlijst invullen, of aan een groep beginnen. Er staat bij welke.",
        "middelste": "De helft zit eronder of erop. Statistici zeggen: mediaan.",
        "n.v.t.": "Niet aan deze doelgroep gevraagd.",
        "onbekend": "Het is niet vastgelegd, of niet te koppelen.",
        "overig": "Delen die zelf te klein zijn om te tonen, samen.",
        "procentpunt": "Het verschil tussen twee percentages.",
        "samengevoegd": "Met andere kleine delen in een cijfer gezet.",
        "stelling": "Een zin in de vragenlijst waarmee iemand het eens of oneens kan zijn.",
        "verborgen": "Niet getoond, omdat het over te weinig mensen gaat.",
        "wachttijd": "Het aantal dagen van aanmelding tot de start van de deelname.",
    }
    table = Table(
        name="begrippen",
        caption=("Woorden op deze pagina’s",),
        mart="",
        row_heading="Woord",
        columns=(Column("wat we ermee bedoelen"),),
        rows=tuple(TableRow((word,), ((meaning,),)) for word, meaning in meanings.items()),
    )
    return Section("begrippen", ("Wat de woorden betekenen",), (table,))


def _unknown() -> Section:
    sentences: tuple[Text, ...] = (
        ("Of iets door de groep komt. We vergelijken niet met mensen die geen groep kregen.",),
        ("Wat mensen vinden die de vragenlijst niet invulden, of die eerder stopten.",),
        ("Of iemand hulp kreeg buiten de beschikkingen van de gemeente om.",),
        ("Hoe het gaat met wie niet te volgen is, omdat een BSN ontbreekt.",),
    )
    return Section("weten-niet", ("Wat we niet weten",), (Bullets(sentences),))


def _downloads() -> Section:
    items: tuple[Text, ...] = (
        (Link("Het rapport als PDF", "monitor.pdf"), " en ", Link("als Word", "monitor.docx")),
        ("Elke tabel als CSV, met de link eronder. Welke er zijn staat in ",
         Link(f"csv/{README}", f"csv/{README}"), ". Zij openen in Excel."),
        ("Alle cijfers bij elkaar, voor analisten: het bestand ../dashboard.duckdb en de map ../parquet, naast de map"
         " van deze pagina’s.",),
    )  # fmt: skip
    return Section("meenemen", ("Cijfers meenemen",), (Bullets(items),))


def _dictionary(figures: Figures) -> Section:
    words: Text = ("Kies een tabel en lees wat elke kolom betekent. In de bestanden heten zij precies zo.",)
    options = tuple(_columns_of(figures, mart) for mart in figures.marts)
    choice = Filter("Tabel", "tabel", (OptionGroup("", options),))
    return Section("woordenboek", ("Alle tabellen en kolommen",), (Paragraph(words), choice))


def _columns_of(figures: Figures, mart: str) -> Option:
    table = Table(
        name="woordenboek",
        caption=(figures.about(mart),),
        mart="",
        row_heading="Kolom",
        columns=(Column("wat erin staat"),),
        rows=tuple(TableRow((one.column or "",), ((one.text,),)) for one in figures.columns(mart)),
    )
    return Option(mart, anchor(mart), (table,))
