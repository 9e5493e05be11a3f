"""The report read back: PDF and Word say what the marts say, in a form that a screen reader can follow."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import docx
import pypdf
import pytest
from docx.oxml.ns import qn
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from schemas.reference import load_reference
from tests.nights.command import KEY, run_command
from tests.nights.released import released_figures
from tests.unit.monitor.hand_made import WHOLE, figures_with
from warehouse.monitor.content import (
    Bullets,
    Chart,
    Figure,
    Heading,
    Line,
    Notice,
    Paragraph,
    Point,
    Quotes,
    Table,
    Tick,
    found_in,
    plain,
)
from warehouse.monitor.figures import Figures
from warehouse.monitor.report import pdf
from warehouse.monitor.report.chapter import Report, report_of
from warehouse.monitor.report.notation import notes_of, printed
from warehouse.monitor.report.pdf import NotTypeset, pdf_of
from warehouse.monitor.report.word import word_of
from warehouse.monitor.write import pages_of

QUOTE = 'Fijn 👍🏽 #eval("1") *vet* _schuin_ @wie $x$ \\ <b> مرحبا'
QUOTE_PRINTED = 'Fijn □ #eval("1") *vet* _schuin_ @wie $x$ \\ <b> □'


class Written(NamedTuple):
    report: Report
    figures: Figures
    pdf: bytes
    word: bytes

    @property
    def reader(self) -> pypdf.PdfReader:
        return pypdf.PdfReader(io.BytesIO(self.pdf))

    @property
    def text(self) -> str:
        """All words of the PDF without blanks, headers and footers."""
        pages = "".join(page.extract_text() for page in self.reader.pages)
        words = squeezed(pages)
        header = squeezed(f"{self.report.title}{self.report.until}")
        footer = rf"Publicatie{re.escape(self.figures.build.build_id)}Bladzijde\d+van\d+"
        return re.sub(footer, "", words.replace(header, ""))

    @property
    def document(self) -> Any:
        return docx.Document(io.BytesIO(self.word))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def written(figures: Figures, report: Report | None = None) -> Written:
    report = report or report_of(figures, pages_of(figures))
    return Written(report, figures, pdf_of(report, figures), word_of(report, figures))


@pytest.fixture(scope="module")
def made(report_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The report of the deliveries behind the report."""
    return written(released_figures(report_warehouse, load_reference(), tmp_path_factory.mktemp("released")))


def tagged(made: Written) -> list[tuple[str, DictionaryObject]]:
    """The tags of the PDF in the order in which they are read, with what they say."""

    def within(node: Any) -> Iterator[tuple[str, DictionaryObject]]:
        if isinstance(node, IndirectObject):
            node = node.get_object()
        if isinstance(node, ArrayObject):
            for one in node:
                yield from within(one)
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                yield str(node["/S"]), node
            if "/K" in node:
                yield from within(node["/K"])

    root: Any = made.reader.trailer["/Root"]
    return list(within(root["/StructTreeRoot"]["/K"]))


def headings(report: Report) -> list[tuple[int, str]]:
    found = [(1, report.heading)]
    for section in report.sections:
        found.append((2, plain(section.heading)))
        found += [(3, plain(block.text)) for block in section.blocks if isinstance(block, Heading)]
    return found


def tables(report: Report) -> list[Table]:
    return [block for block in report.blocks if isinstance(block, Table)]


# What they say


def numbers_in(text: str) -> list[tuple[float, int]]:
    """The numbers in a figure, each with its decimals."""
    found = re.findall(r"[−-]?\d[\d.]*(?:,\d+)?", text)
    plain_numbers = ((one.replace(".", "").replace("−", "-"), len(one.partition(",")[2])) for one in found)
    return [(float(one.replace(",", ".")), decimals) for one, decimals in plain_numbers]


def test_every_figure_is_that_of_its_row_in_the_mart(made: Written) -> None:
    told = list(found_in(made.report, Figure))
    assert len(told) > 150
    for figure in told:
        rows = [row for row in made.figures.rows(figure.mart) if row.key == figure.key]
        if len(rows) != 1 or not all(re.fullmatch(r"[a-z_0-9]+", name) for name in figure.columns):
            continue
        shown = numbers_in(figure.text)
        assert len(shown) == len(figure.columns), figure
        for (number, decimals), name in zip(shown, figure.columns, strict=True):
            value = rows[0][name]
            assert any(abs(number - scale * value) <= 0.5 * 10**-decimals + 1e-9 for scale in (1, 100)), figure


def test_the_pdf_says_all_that_stands_in_the_report(made: Written) -> None:
    text = made.text
    for block in made.report.blocks:
        match block:
            case Paragraph() | Heading():
                assert squeezed(plain(block.text)) in text
            case Bullets():
                assert all(squeezed(plain(item)) in text for item in block.items)
            case Quotes():
                assert all(squeezed(f"‘{quote.text}’({quote.by})") in text for quote in block.quotes)
            case Table():
                for row in block.rows:
                    cells = "".join(map(printed, row.cells))
                    words = f"{plain(row.heading)}{row.footnote}{plain(row.beneath)}{cells}"
                    assert squeezed(words) in text
                assert all(squeezed(note) in text for note in notes_of(block, has_marks=True))


def test_what_several_pages_say_stands_in_the_report_once(made: Written) -> None:
    told = [plain(block.text) for block in made.report.blocks if isinstance(block, Paragraph | Notice)]
    assert len(told) == len(set(told))
    assert made.text.count("teltelkantwoordzwaar") == 1


def test_word_says_all_that_stands_in_the_report(made: Written) -> None:
    document = made.document
    lines = [paragraph.text for paragraph in document.paragraphs]
    for block in made.report.blocks:
        match block:
            case Paragraph() | Heading():
                assert plain(block.text) in lines
            case Bullets():
                assert {plain(item) for item in block.items} <= set(lines)
            case Quotes():
                assert {f"‘{quote.text}’ ({quote.by})" for quote in block.quotes} <= set(lines)
            case Table():
                assert set(notes_of(block, has_marks=False)) <= set(lines)
                assert not {plain(note) for note in block.on_marks} & set(lines), "no marks are drawn there"
    assert len(document.tables) == len(tables(made.report))
    for table, ours in zip(document.tables, tables(made.report), strict=True):
        rows = [[cell.text for cell in row.cells] for row in table.rows][-len(ours.rows) :]
        assert [cells[1:] for cells in rows] == [list(map(printed, row.cells)) for row in ours.rows]
        assert all(cells[0].startswith(plain(row.heading)) for cells, row in zip(rows, ours.rows, strict=True))


def test_the_report_says_that_its_figures_are_made_up_and_until_when(made: Written) -> None:
    first = squeezed(made.reader.pages[0].extract_text())
    assert "geenenkeledeelnemerbestaat" in first
    assert "Meningentotenmet31maart2025" in first
    assert any("geen enkele deelnemer bestaat" in paragraph.text for paragraph in made.document.paragraphs)
    real = made.figures
    real.is_made_up = False
    try:
        assert "verzonnen" not in written(real).text
    finally:
        real.is_made_up = True


# How they are read aloud


def test_the_pdf_is_accessible_dutch_that_lasts(made: Written) -> None:
    root: Any = made.reader.trailer["/Root"]
    assert root["/Lang"] == "nl-NL"
    assert root["/MarkInfo"]["/Marked"]
    metadata = root["/Metadata"].get_data()
    assert b"<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert b"<pdfaid:part>2</pdfaid:part>" in metadata
    assert made.reader.metadata is not None
    assert made.reader.metadata["/Title"] == made.report.title == "Monitor collectief werken Utrecht"


def test_the_pdf_has_its_headings_in_order_and_heads_above_columns(made: Written) -> None:
    tags = tagged(made)
    levels = [int(name[2:]) for name, _ in tags if re.fullmatch(r"/H\d", name)]
    assert levels == [level for level, _ in headings(made.report)]
    heads = [node for name, node in tags if name == "/TH"]
    assert len(heads) == sum(1 + len(table.column_groups) + len(table.columns) for table in tables(made.report))
    for node in heads:
        attributes: Any = node["/A"]
        attributes = attributes if isinstance(attributes, ArrayObject) else [attributes]
        assert "/Column" in [one.get_object().get("/Scope") for one in attributes]
    charts = [block for block in made.report.blocks if isinstance(block, Chart)]
    told = [str(node["/Alt"]) for name, node in tags if name == "/Figure" and "/Alt" in node]
    assert told == [plain(chart.description) for chart in charts]


def test_word_has_headings_header_rows_a_language_and_a_page_of_a4(made: Written) -> None:
    document = made.document
    found = [
        (int(paragraph.style.name.removeprefix("Heading ")), paragraph.text)
        for paragraph in document.paragraphs
        if paragraph.style.name.startswith("Heading")
    ]
    assert found == headings(made.report)
    for table, ours in zip(document.tables, tables(made.report), strict=True):
        heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        n_heads = 2 if ours.column_groups else 1
        assert heads == [True] * n_heads + [False] * len(ours.rows)
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == plain(ours.caption)
    language = document.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    assert language.get(qn("w:val")) == document.core_properties.language == "nl-NL"
    assert document.core_properties.title == made.report.title
    page = document.sections[0]
    assert (round(page.page_width.cm, 1), round(page.page_height.cm, 1)) == (21.0, 29.7)


def test_a_chart_is_told_in_words_in_both() -> None:
    figures = figures_with()
    lines = tuple(
        Line(name, tuple(Point(x, 90 - x / 20, 80 - x / 20, 95 - x / 20, few=x > 300) for x in (0, 180, 360)), tone)
        for name, tone in (("een", "g0"), ("twee", "g1"))
    )
    chart = Chart(
        description=("Van 90% daalt de lijn naar 72%.",), lines=lines, domain=(0, 360),
        ticks=(Tick(0, "0"), Tick(360, "12")), y_label="Deel zonder hulp 👍", x_labels=("maanden",), is_stepped=True,
    )  # fmt: skip
    report = report_of(figures, pages_of(figures))
    for one in (chart, replace(chart, is_stepped=False, x_labels=("voor", "na"), shaded=(100, 200), top=50)):
        made = written(figures, replace(report, opening=(one,)))
        assert [str(node["/Alt"]) for name, node in tagged(made) if name == "/Figure"] == [plain(one.description)]
        assert "maanden" in made.text or "voor" in made.text
        [shape] = made.document.inline_shapes
        assert shape._inline.docPr.get("descr") == plain(one.description)


# Worlds that are not the report's


def quoted(text: str) -> Figures:
    theme = WHOLE | {
        "kind": "opbrengst", "theme_key": "rust", "label": "Meer rust", "target_group": "all", "n_mentions": 7,
        "n_respondents": 40, "pct_respondents": 17.5,
    }  # fmt: skip
    answered = WHOLE | {
        "target_group": "opvoeders", "statement_key": "fijn", "statement_order": 1, "wording": "Het was fijn",
        "outcome_area": "leren", "n_respondents": 40, "n_answered": 40, "n_disagree": 0, "n_neutral": 10,
        "n_agree": 30, "pct_disagree": 0.0, "pct_neutral": 25.0, "pct_agree": 75.0, "pct_agree_answered": 75.0,
        "agree_low": 59.8, "agree_high": 85.8, "responses_per_side": None,
    }  # fmt: skip
    quote = {"theme_key": "rust", "target_group": "opvoeders", "quote": text}
    return figures_with(theme_mentions=[theme], statement_agreement=[answered], quotes=[quote])


def test_a_quotation_is_text_whatever_characters_are_in_it() -> None:
    made = written(quoted(QUOTE))
    assert squeezed(f"‘{QUOTE_PRINTED}’(een van de opvoeders)") in made.text
    assert f"‘{QUOTE_PRINTED}’ (een van de opvoeders)" in [paragraph.text for paragraph in made.document.paragraphs]


def test_a_report_that_typst_refuses_is_a_fault_that_quotes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    figures = quoted("geheim 👍")
    monkeypatch.setattr(pdf, "printable", lambda text: text)
    with pytest.raises(NotTypeset) as refused:
        pdf_of(report_of(figures, pages_of(figures)), figures)
    assert "geheim" not in str(refused.value)
    assert refused.value.__suppress_context__


def test_without_any_answers_it_says_so_and_has_no_empty_table() -> None:
    figures = figures_with()
    made = written(figures)
    assert "Er zijn nog te weinig antwoorden om te tonen wat deelnemers vinden." in [
        paragraph.text for paragraph in made.document.paragraphs
    ]
    assert all(table.rows for table in tables(made.report))


def test_neither_a_region_of_many_names_nor_a_word_without_an_end_costs_the_report() -> None:
    figures = quoted("x" * 20_000)
    report = replace(report_of(figures, pages_of(figures)), title="Utrechtse Heuvelrug, " * 20)
    assert pdf_of(report, figures)
    about = docx.Document(io.BytesIO(word_of(report, figures))).core_properties
    assert about.title.startswith("Utrechtse Heuvelrug, ")


def test_one_target_group_alone_is_told_of() -> None:
    figures = quoted("Fijn")
    told = [plain(block.text) for block in report_of(figures, pages_of(figures)).blocks if isinstance(block, Paragraph)]
    assert any(one.startswith("40 opvoeders vulden aan het einde") for one in told)
    [table] = tables(written(figures).report)[:1]
    assert [plain(words) for words, _ in table.column_groups] == ["Opvoeders (N=40)"]


def test_the_command_writes_the_report_of_what_is_published(report_warehouse: Path, tmp_path: Path) -> None:
    out = tmp_path / "report"
    told = run_command("orchestration", "report", str(out), WAREHOUSE_DIR=report_warehouse, PSEUDONYM_KEY=KEY)
    assert told.returncode == 0, told.stderr
    for name in ("monitor.pdf", "monitor.docx"):
        assert f"  {out / name}\n" in told.stdout
        assert (out / name).read_bytes() == (report_warehouse / "published" / "monitor" / name).read_bytes()


def test_the_same_figures_give_the_same_bytes(made: Written) -> None:
    again = written(made.figures)
    assert again.pdf == made.pdf
    assert again.word == made.word
