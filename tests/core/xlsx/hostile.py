"""Workbooks that mean harm, or look as if they did. Small on disk, made in memory."""

import struct
import zipfile
from io import BytesIO

CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
RELS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships '
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
WORKBOOK = (
    '<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
WORKBOOK_RELS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships '
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" '
    'Target="sharedStrings.xml"/></Relationships>'
)
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
STRINGS = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</sst>'


def pack(parts: dict[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def workbook(sheet_data: str = "", *, strings: str = "", **extra: str | bytes) -> bytes:
    """A minimal hand-written workbook around this sheetData; `extra` adds parts."""
    return pack(
        {
            "[Content_Types].xml": CONTENT_TYPES,
            "_rels/.rels": RELS,
            "xl/workbook.xml": WORKBOOK,
            "xl/_rels/workbook.xml.rels": WORKBOOK_RELS,
            "xl/sharedStrings.xml": STRINGS.format(strings),
            "xl/worksheets/sheet1.xml": SHEET.format(sheet_data),
            **{name.replace("__", "/"): part for name, part in extra.items()},
        }
    )


def inline(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def zip_bomb() -> bytes:
    return workbook(xl__media="0" * 120_000_000)


def lying_zip_bomb() -> bytes:
    """The directory says a few bytes, the stream unpacks to 30 MB."""
    data = bytearray(workbook(xl__media="0" * 30_000_000))
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        start = 0
        while (start := data.find(signature, start)) >= 0:
            size = struct.unpack_from("<I", data, start + offset)[0]
            if size == 30_000_000:
                struct.pack_into("<I", data, start + offset, 100)
            start += 4
    return bytes(data)


def sparse() -> bytes:
    return workbook(
        f'<row r="1">{inline("A1", "姓名")}</row><row r="1048576">{inline("XFD1048576", "x")}</row>'
    )


def wide_block() -> bytes:
    """Twenty-seven million cells between two corners: it fits into memory, barely, and means nothing."""
    return workbook(
        f'<row r="1">{inline("A1", "姓名")}</row><row r="1048576">{inline("Z1048576", "x")}</row>'
    )


def many_times_one_string() -> bytes:
    """A shared string of one megabyte, shown in four thousand cells."""
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 4001))
    return workbook(cells, strings=f"<si><t>{'字' * 350_000}</t></si>")


def entity_bomb() -> bytes:
    entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return workbook(
        **{"xl__worksheets__sheet1.xml": entities + SHEET.format(f'<row r="1">{inline("A1", "&b;")}</row>')}
    )


def many_parts() -> bytes:
    return workbook(**{f"xl__media__{n}.png": b"x" for n in range(201)})


def macros() -> bytes:
    return workbook(**{"xl__vbaProject.bin": b"\xd0\xcf"})


def old_xls() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000


def password_protected() -> bytes:
    return old_xls() + "EncryptedPackage".encode("utf-16-le") + b"\0" * 100
