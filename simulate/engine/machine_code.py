"""Machine code of the compiled engine: kept on the disk, and loaded without what has made it.

Numba's own cache would have numba imported and much besides, a second for each process. A file here holds an object
file as the machine's linker would take it, and before it its digest. What it was made from and by, and for which
processor, is in its name: nothing else ever fits, and nothing has to be thrown away.
"""

import ctypes
import hashlib
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

from simulate.plan import Integers

FUNCTION = "live"
"""What the function in it is called."""

_FOLDER = "NUMBA_CACHE_DIR"
_HERE = Path(__file__).parent
_DIGEST = hashlib.sha256


class MachineCode:
    """Machine code in memory; its function can be called as long as this is there."""

    def __init__(self, code: bytes) -> None:
        from llvmlite import binding

        binding.initialize_native_target()
        binding.initialize_native_asmprinter()
        target = binding.Target.from_triple(binding.get_process_triple()).create_target_machine()
        self._linker: Any = binding.create_mcjit_compiler(binding.parse_assembly(""), target)
        self._linker.add_object_file(binding.ObjectFileRef.from_data(code))
        self._linker.finalize_object()
        # what numba's functions take: where to put a result and an error, which this has not, and what they are given
        kind = ctypes.CFUNCTYPE(ctypes.c_int32, *4 * [ctypes.c_void_p])
        self._function = kind(self._linker.get_function_address(FUNCTION))

    def live(self, town: Integers, given: Integers) -> None:
        """Call it with the addresses of tables; the interpreter's lock is not held meanwhile."""
        nowhere = (ctypes.c_void_p * 1)()
        status = self._function(ctypes.byref(nowhere), ctypes.byref(nowhere), town.ctypes.data, given.ctypes.data)
        if status != 0:
            raise RuntimeError(f"compiled code ended with {status}")


def key_of(sources: Iterable[str], layouts: object) -> str:
    """Name the machine code that some files of this folder become here, for tables that are laid out so.

    Raises ImportError without llvmlite.
    """
    from llvmlite import binding

    told = sorted(each for each in os.environ.items() if each[0].startswith("NUMBA_") and each[0] != _FOLDER)
    made_by = (version("numba"), version("llvmlite"), binding.get_process_triple(), binding.get_host_cpu_name())
    digest = _DIGEST(repr((made_by, told, layouts)).encode())
    with suppress(RuntimeError):  # not known of every processor
        digest.update(binding.get_host_cpu_features().flatten().encode())
    for source in sources:
        digest.update((_HERE / source).read_bytes())
    return f"engine-{digest.hexdigest()[:32]}"


def kept(key: str) -> bytes | None:
    """Give the machine code of this name that is on the disk; None without, or where its file is not whole."""
    for folder in _folders():
        with suppress(OSError):
            content = (folder / f"{key}.code").read_bytes()
            digest, code = content[: _DIGEST().digest_size], content[_DIGEST().digest_size :]
            if _DIGEST(code).digest() == digest:
                return code
    return None


def keep(key: str, code: bytes) -> Path | None:
    """Keep machine code for other processes, in the first folder that can be written; give its file, or None."""
    for folder in _folders():
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=folder, suffix=".draft", delete=False) as draft:
                try:
                    draft.write(_DIGEST(code).digest() + code)
                    draft.close()
                    Path(draft.name).chmod(0o644)  # who may run the program may read it
                    return Path(draft.name).replace(folder / f"{key}.code")  # at once: nobody ever reads half of it
                except BaseException:
                    draft.close()
                    Path(draft.name).unlink(missing_ok=True)
                    raise
    return None


def _folders() -> Iterator[Path]:
    """Give where machine code may be kept: where numba is told to, beside the program, or in the user's cache."""
    if os.environ.get(_FOLDER):
        yield Path(os.environ[_FOLDER])
        return
    yield _HERE / "__pycache__"
    if sys.platform == "win32":
        cache = os.environ.get("LOCALAPPDATA")
    elif sys.platform == "darwin":
        cache = "~/Library/Caches"
    else:
        cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    with suppress(RuntimeError):  # nobody's home
        yield Path(cache or "~").expanduser() / "supportflow"
