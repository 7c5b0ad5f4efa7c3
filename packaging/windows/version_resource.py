"""Write the version resource of the Windows programs: `python version_resource.py VERSION FILE`."""

import sys
from pathlib import Path

TEMPLATE = """VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0, OS=0x40004,
                    fileType=0x1, subtype=0x0, date=(0, 0)),
  kids=[
    StringFileInfo([StringTable("040904B0", [
      StringStruct("CompanyName", "The TagStudio authors"),
      StringStruct("FileDescription", "TagStudio"),
      StringStruct("FileVersion", "{version}"),
      StringStruct("InternalName", "tagstudio"),
      StringStruct("LegalCopyright", "MIT licence"),
      StringStruct("OriginalFilename", "tagstudio.exe"),
      StringStruct("ProductName", "TagStudio"),
      StringStruct("ProductVersion", "{version}"),
    ])]),
    VarFileInfo([VarStruct("Translation", [1033, 1200])]),
  ],
)
"""


def resource(version: str) -> str:
    """Return the resource, as PyInstaller reads it; Windows wants four numbers."""
    numbers = [int("".join(filter(str.isdigit, part)) or 0) for part in version.split(".")]
    return TEMPLATE.format(version=version, numbers=tuple([*numbers, 0, 0, 0][:4]))


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(resource(sys.argv[1]), encoding="utf-8")
