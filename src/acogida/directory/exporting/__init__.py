"""The public directory as files: plain HSDS 3.1, the same bytes for the same directory."""

from acogida.directory.exporting.files import Format, OutputExists, export, write_ndjson

__all__ = ["Format", "OutputExists", "export", "write_ndjson"]
