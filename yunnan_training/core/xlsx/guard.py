"""What may be opened at all: a real .xlsx, without macros, that does not unpack into a flood.

The limits guard the machine; they are no policy. The parts are unpacked once, piecewise, only to count
what comes out, because the sizes written in a zip's directory are whatever its maker put there.
"""

import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_ENTRIES = 200
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_RATIO = 100
_RATIO_FREE_BYTES = 4 * 1024 * 1024  # below this even a dense part does no harm, and honest blanks pack well
_CHUNK = 1024 * 1024

_ZIP_MAGIC = b"PK\x03\x04"
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and .xlsx behind a password
_ENCRYPTED_MARK = "EncryptedPackage".encode("utf-16-le")
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")

SAVE_AS = "请用 Excel 或 WPS 打开后“另存为”“Excel 工作簿(*.xlsx)”再上传。"


class WorkbookRefused(Exception):
    """The file cannot be read. `code` is for programs and tests, the message for the clerk."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Inspection:
    entries: int
    unpacked_bytes: int


def inspect(data: bytes) -> Inspection:
    """Let a workbook pass, or raise WorkbookRefused with the reason and what to do."""
    if not data:
        raise WorkbookRefused("empty_file", "文件是空的(0 字节)，请重新选择文件。")
    if len(data) > MAX_FILE_BYTES:
        raise WorkbookRefused(
            "file_too_large",
            f"文件超过 {MAX_FILE_BYTES // 1024 // 1024} MB,请删去图片和多余的工作表，或分成几个文件上传。",
        )
    if data.startswith(_OLE_MAGIC):
        if _ENCRYPTED_MARK in data:
            raise WorkbookRefused("password", "文件设置了打开密码，系统无法读取。请取消密码后重新上传。")
        raise WorkbookRefused(
            "old_xls", f"这是旧版 .xls 格式(或改了扩展名)的文件，系统只接收 .xlsx。{SAVE_AS}"
        )
    if not data.startswith(_ZIP_MAGIC):
        raise WorkbookRefused(
            "not_xlsx", f"文件不是 .xlsx 工作簿(可能是 CSV、网页或改了扩展名的其他文件)。{SAVE_AS}"
        )
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _inspect_archive(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        # RuntimeError and NotImplementedError: encrypted entries and packing methods that Excel never uses.
        raise WorkbookRefused("damaged", f"文件已损坏或没有传完整，无法打开。{SAVE_AS}") from None


def _inspect_archive(archive: zipfile.ZipFile) -> Inspection:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if len(entries) > MAX_ENTRIES:
        raise WorkbookRefused(
            "too_many_parts",
            f"文件内含 {len(entries)} 个部件，超过 {MAX_ENTRIES} 个。请把花名册单独复制到新工作簿后上传。",
        )
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise WorkbookRefused("not_xlsx", f"文件是压缩包，但不是 .xlsx 工作簿。{SAVE_AS}")
    if any(entry.compress_type not in _METHODS for entry in entries) or len(names) != len(entries):
        raise WorkbookRefused("damaged", f"文件的压缩方式不正常，无法打开。{SAVE_AS}")
    total = 0
    for entry in entries:
        total += _unpack(archive, entry, already=total)
    _refuse_macros(archive, names)
    return Inspection(entries=len(entries), unpacked_bytes=total)


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, already: int) -> int:
    if already + entry.file_size > MAX_UNPACKED_BYTES:
        raise _flood()
    size = 0
    tail = b""
    is_xml = entry.filename.endswith((".xml", ".rels", ".vml"))
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            if is_xml and (size == 0 and chunk.startswith(_UTF16_MARKS)):
                raise WorkbookRefused("damaged", f"文件内部编码不正常，无法打开。{SAVE_AS}")
            if is_xml and (b"<!DOCTYPE" in tail + chunk or b"<!ENTITY" in tail + chunk):
                raise WorkbookRefused("damaged", f"文件内含不允许的实体声明，系统拒绝打开。{SAVE_AS}")
            tail = chunk[-16:]
            size += len(chunk)
            if already + size > MAX_UNPACKED_BYTES:
                raise _flood()
            if size > _RATIO_FREE_BYTES and size > MAX_RATIO * max(entry.compress_size, 1):
                raise _flood()
    return size


def _flood() -> WorkbookRefused:
    return WorkbookRefused(
        "flood",
        "文件解压后异常庞大，系统拒绝打开。请只保留有内容的行，复制到新工作簿后上传。",
    )


def _refuse_macros(archive: zipfile.ZipFile, names: set[str]) -> None:
    types = archive.read("[Content_Types].xml").lower()
    if b"macroenabled" in types or b"vbaproject" in types or any("vbaproject" in n.lower() for n in names):
        raise WorkbookRefused("macros", f"文件带有宏(.xlsm)，系统不接收。{SAVE_AS}")
    if b"spreadsheetml.sheet.main+xml" not in types:
        raise WorkbookRefused("not_xlsx", f"文件不是 .xlsx 工作簿。{SAVE_AS}")
