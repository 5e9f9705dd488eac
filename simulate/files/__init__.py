"""The only room that writes to disk: what is written is complete or not there, and nothing of the user's is lost."""

from simulate.files.errors import FilesError, TooLateError
from simulate.files.folders import new_folder, require_usable
from simulate.files.json_text import json_text
from simulate.files.new_file import write_new
from simulate.files.ownership import PROVENANCE, model_of
from simulate.files.results import save
from simulate.files.tables import write_csv
from simulate.files.workplace import free_beside

__all__ = [
    "PROVENANCE",
    "FilesError",
    "TooLateError",
    "free_beside",
    "json_text",
    "model_of",
    "new_folder",
    "require_usable",
    "save",
    "write_csv",
    "write_new",
]
