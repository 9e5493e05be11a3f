"""The report as a Word document: real headings, header rows, alternative texts, in Dutch.

The bars in the rows of tables are not in it: their numbers stand beside them. What stands in it
is decided in `chapter`.
"""

import io
import zipfile
from collections.abc import Iterator

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table as WordTable
from docx.table import _Row

from warehouse.monitor.content import Block, Bullets, Chart, Heading, Notice, Paragraph, Quotes, Table, Text, plain
from warehouse.monitor.figures import Figures
from warehouse.monitor.report import drawing
from warehouse.monitor.report.chapter import Report
from warehouse.monitor.report.notation import notes_of, printed
from warehouse.monitor.report.pdf import png_of
from warehouse.monitor.typeface import printable

_FONT, _LANGUAGE, _COMPATIBILITY = "Calibri", "nl-NL", "15"
_TABLES, _QUOTE = "Cijfers", "Quote"
_TEXT_WIDTH, _CLASS_WIDTH, _MANY = 17.0, 1.75, 5
# Longer ones python-docx refuses.
_LONGEST_PROPERTY = 255
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_STYLE_OF_TABLES = f"""
<w:tblPr {nsdecls("w")}><w:tblBorders>
<w:top w:val="single" w:sz="8"/><w:bottom w:val="single" w:sz="8"/>
<w:insideH w:val="single" w:sz="4" w:color="{{line}}"/>
</w:tblBorders><w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>"""
_STYLE_OF_HEADER = f'<w:tblStylePr {nsdecls("w")} w:type="firstRow"><w:rPr><w:b/></w:rPr></w:tblStylePr>'


def word_of(report: Report, figures: Figures) -> bytes:
    """The same bytes for the same report of the same build."""
    document = Document()
    _describe(document, report, figures)
    _set_styles(document)
    document.add_heading(printable(report.title), 0)
    for line in report.about:
        document.add_paragraph(_words(line), "Subtitle")
    if report.made_up:
        _notice(document, report.made_up, "")
    document.add_heading(report.heading, 1)
    for block in report.opening:
        _add(document, block)
    for section in report.sections:
        document.add_heading(_words(section.heading), 2)
        for block in section.blocks:
            _add(document, block)
    file = io.BytesIO()
    document.save(file)
    return _without_times(file.getvalue())


def _without_times(written: bytes) -> bytes:
    """python-docx writes the present time for each file in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _NO_TIME), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


# The document as a whole


def _describe(document: WordDocument, report: Report, figures: Figures) -> None:
    core = document.core_properties
    # A region's has the name of each of its municipalities.
    title = printable(report.title)[:_LONGEST_PROPERTY]
    core.title, core.subject, core.language = title, report.heading, _LANGUAGE
    core.author = core.last_modified_by = title
    core.comments, core.revision = "", 1
    core.created = core.modified = figures.build.built_at
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2.3)
    section.header.paragraphs[0].text = printable(f"{report.title} · {report.until}")
    footer = section.footer.paragraphs[0]
    footer.add_run(f"Publicatie {figures.build.build_id} · bladzijde ")
    footer._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'))
    _speak_dutch(document)
    relations = document.part.package.rels
    for key in [key for key, one in relations.items() if one.reltype.endswith("/thumbnail")]:
        relations.pop(key)


def _speak_dutch(document: WordDocument) -> None:
    """The language of all text, and that Word opens it as a document of its own time."""
    defaults = document.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    defaults.set(qn("w:val"), _LANGUAGE)
    settings = document.settings.element
    for theme in settings.iter(qn("w:themeFontLang")):
        theme.set(qn("w:val"), _LANGUAGE)
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), _COMPATIBILITY)


def _set_styles(document: WordDocument) -> None:
    sizes = {"Normal": 10.5, "Title": 22, "Subtitle": 10, "Heading 1": 17, "Heading 2": 13, "Heading 3": 11,
             "Caption": 10, _QUOTE: 10.5, "List Bullet": 10.5}  # fmt: skip
    for name, size in sizes.items():
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)
        style.font.size, style.font.italic = Pt(size), False
        style.font.color.rgb = RGBColor.from_string(_colour("grey" if name == "Subtitle" else "ink"))
        _set_font(style)
    document.styles["Normal"].paragraph_format.space_after = Pt(6)
    document.styles["Subtitle"].paragraph_format.space_after = Pt(2)
    document.styles["Caption"].paragraph_format.keep_with_next = True
    tables = document.styles.add_style(_TABLES, WD_STYLE_TYPE.TABLE)
    tables.base_style = document.styles["Normal Table"]
    tables.element.append(parse_xml(_STYLE_OF_TABLES.format(line=_colour("line"))))
    tables.element.append(parse_xml(_STYLE_OF_HEADER))


def _colour(name: str) -> str:
    """As Word writes it: `D5DADE`."""
    return drawing.colour(name).removeprefix("#").upper()


def _set_font(style: ParagraphStyle) -> None:
    """A style's own fonts are those of the theme, which win of a name that is only set beside them."""
    properties = style.element.get_or_add_rPr()
    for fonts in properties.findall(qn("w:rFonts")):
        properties.remove(fonts)
    names = " ".join(f'w:{kind}="{_FONT}"' for kind in ("ascii", "hAnsi", "cs", "eastAsia"))
    properties.insert(0, parse_xml(f"<w:rFonts {nsdecls('w')} {names}/>"))


# Blocks


def _words(text: Text) -> str:
    return printable(plain(text))


def _add(document: WordDocument, block: Block) -> None:
    match block:
        case Paragraph():
            document.add_paragraph(_words(block.text))
        case Heading():
            document.add_heading(_words(block.text), 3)
        case Bullets():
            for item in block.items:
                document.add_paragraph(_words(item), "List Bullet")
        case Notice():
            _notice(document, printable(block.title), _words(block.text))
        case Quotes():
            for quote in block.quotes:
                document.add_paragraph(f"‘{printable(quote.text)}’ ({printable(quote.by)})", _QUOTE)
        case Table():
            _table(document, block)
        case Chart():
            _chart(document, block)
        case _:
            raise TypeError(f"a report has no {block.kind}")


def _notice(document: WordDocument, title: str, text: str) -> None:
    """A paragraph with a bar beside it."""
    paragraph = document.add_paragraph()
    paragraph.add_run(title).bold = True
    paragraph.add_run(f" {text}" if text else "")
    line = f'<w:left w:val="single" w:sz="24" w:space="8" w:color="{_colour("caution")}"/>'
    bar = f"<w:pBdr {nsdecls('w')}>{line}</w:pBdr>"
    paragraph._p.get_or_add_pPr().append(parse_xml(bar))


def _chart(document: WordDocument, chart: Chart) -> None:
    picture = document.add_picture(io.BytesIO(png_of(drawing.chart(chart))), width=Cm(_TEXT_WIDTH))
    told = picture._inline.docPr
    told.set("name", f"Grafiek {len(document.inline_shapes)}")
    told.set("descr", _words(chart.description))


def _table(document: WordDocument, table: Table) -> None:
    caption = document.add_paragraph("", "Caption")
    caption.add_run(_words(table.caption)).bold = True
    if table.subtitle:
        caption.add_run(f" {_words(table.subtitle)}").bold = False
    written = document.add_table(rows=0, cols=1 + len(table.columns), style=_TABLES)
    written.autofit = False
    widths = _widths(len(table.columns))
    for texts in _heads(table):
        _row(written, texts, widths, is_head=True)
    _merge_groups(written, table)
    for row in table.rows:
        heading = " – ".join(filter(None, (_words(row.heading), _words(row.beneath))))
        made = _row(written, [heading, *map(printed, row.cells)], widths, is_head=False)
        if row.footnote:
            made.cells[0].paragraphs[0].add_run(row.footnote).font.superscript = True
        for cell, content in zip(made.cells[1:], row.cells, strict=True):
            if isinstance(content, tuple):
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.LEFT
    _tell(written, _words(table.caption), _words(table.subtitle))
    for note in notes_of(table, has_marks=False):
        document.add_paragraph(note, "Subtitle")


def _heads(table: Table) -> Iterator[list[str]]:
    """The header rows: the groups of columns, where there are, and the columns."""
    if table.column_groups:
        yield ["", *(text for words, wide in table.column_groups for text in (_words(words), *[""] * (wide - 1)))]
    yield [table.row_heading, *(printable(column.heading) for column in table.columns)]


def _merge_groups(written: WordTable, table: Table) -> None:
    at = 1
    for _, wide in table.column_groups:
        merged = written.cell(0, at).merge(written.cell(0, at + wide - 1))
        for empty in merged.paragraphs[1:]:
            merged._tc.remove(empty._p)
        merged.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        at += wide


def _widths(n_columns: int) -> list[float]:
    each = _CLASS_WIDTH if n_columns > _MANY else min(3.0, _TEXT_WIDTH * 0.6 / n_columns)
    return [max(_TEXT_WIDTH - each * n_columns, 3.0), *[each] * n_columns]


def _row(table: WordTable, texts: list[str], widths: list[float], *, is_head: bool) -> _Row:
    row = table.add_row()
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))
    for at, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        cell.width = Cm(widths[at])
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if at else WD_ALIGN_PARAGRAPH.LEFT
        run = paragraph.add_run(text)
        run.font.size, run.bold = Pt(9), is_head or None
    return row


def _tell(table: WordTable, title: str, description: str) -> None:
    """The table's alternative text."""
    for name, text in (("w:tblCaption", title), ("w:tblDescription", description)):
        if text:
            told = OxmlElement(name)
            told.set(qn("w:val"), text)
            table._tbl.tblPr.append(told)
