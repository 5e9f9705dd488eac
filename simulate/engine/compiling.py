"""How functions become one piece of machine code, by numba: decorators, and what compiled functions see of tables.

Numba would make machine code of each function with all it calls, and again with each that calls it: twice the time.
Seen as a whole, the compiler also knows that nobody else calls them, and makes quicker code of them. What leans on
numba's inside stands in this file; where a numba differs too much, the engine cannot be compiled, and SimPy runs.
"""

# mypy: allow-untyped-defs, allow-untyped-decorators

import operator
from collections.abc import Callable, Sequence
from typing import Any

from llvmlite import ir
from llvmlite.binding import Linkage
from numba import _dynfunc, from_dtype, njit, types
from numba.core import cgutils
from numba.core.codegen import CPUCodeLibrary, JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import LoweringPass, register_pass
from numba.core.typed_passes import NativeLowering
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer_getattr, infer_global
from numba.extending import intrinsic, lower_builtin, lower_getattr_generic, models, register_model

from simulate.engine.tables import Layout

_FROM_C = {"memcpy", "memmove", "memset"}
"""What machine code may call that is not in it: what every process has."""


class _Part(JITCodeLibrary):  # type: ignore[misc]
    """The code of a function, and of those it calls, that is to become a part of a whole: not machine code yet."""

    def finalize(self) -> None:
        for called in dict.fromkeys(self._linking_libraries):
            self._final_module.link_in(called._get_module_for_linking(), preserve=True)
        self._finalized = True

    def as_a_whole(self, name: str, called: str) -> bytes:
        """Give machine code of it all as an object file, in which one function can be called, under this name."""
        self._ensure_finalized()
        module = self._final_module
        for function in module.functions:
            if not function.is_declaration and function.linkage == Linkage.linkonce_odr:
                function.linkage = "internal"
        module.get_function(name).linkage = "external"
        CPUCodeLibrary._optimize_final_module(self)
        module = self._final_module
        module.get_function(name).name = called
        module.verify()
        missing = {each.name for each in module.functions if each.is_declaration and not each.name.startswith("llvm.")}
        if missing - _FROM_C:
            raise RuntimeError(f"machine code would call {', '.join(sorted(missing - _FROM_C))}")
        code: bytes = self._codegen._tm.emit_object(module)
        return code


@register_pass(mutates_CFG=False, analysis_only=True)
class _Callable(LoweringPass):  # type: ignore[misc]
    """Let other functions call a part, for which numba wants something that stands for its machine code."""

    _name = "make_part_callable"

    def __init__(self) -> None:
        LoweringPass.__init__(self)

    def run_pass(self, state: Any) -> bool:
        lowered, library = state["cr"], state.library
        names, no_code = lowered.fndesc, 0
        stand_in = _dynfunc.make_function(names.lookup_module(), names.qualname, "", no_code, lowered.env, (library,))
        state.targetctx.insert_user_function(stand_in, names, [library])
        state["cr"] = lowered._replace(cfunc=stand_in)
        return True


class _PartCompiler(CompilerBase):  # type: ignore[misc]
    def define_pipelines(self) -> list[Any]:
        self.state.library = _Part(self.state.targetctx.codegen(), self.state.func_id.func_qualname)
        self.state.flags.no_compile = True
        passes = DefaultPassBuilder.define_nopython_pipeline(self.state)
        passes.add_pass_after(_Callable, NativeLowering)
        passes.finalize()
        return [passes]


_HOW = {
    "error_model": "numpy",
    "_nrt": False,  # no function makes arrays: else numba would count who refers to them
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
    "pipeline_class": _PartCompiler,
}


def compiled(function: Callable[..., Any]) -> Any:
    """Compile a function that other compiled functions call."""
    return njit(**_HOW)(function)


def inlined(function: Callable[..., Any]) -> Any:
    """Compile a function into those that call it: quicker for the few called most, slower to compile."""
    return njit(forceinline=True, **_HOW)(function)


def object_code(function: Any, layouts: Sequence[Layout], called: str) -> bytes:
    """Compile a function of held tables, with all it calls, for this processor: an object file.

    The function in it takes two pointers it makes no use of, and then one to the `addresses` of each of the tables.
    """
    function.compile(tuple(_Held([(name, from_dtype(kind)) for name, kind in layout]) for layout in layouts))
    (result,) = function.overloads.values()
    code: bytes = result.library.as_a_whole(result.fndesc.llvm_func_name, called)
    return code


# ---- tables as compiled functions hand them on: a pointer to where they begin; and what they see of one
# (Handing on seventy arrays takes minutes to compile; counting who refers to them, as numba does, half the time of a
# run; and looking whether each number of a row counts from the end, a third of the rest.)


class _Held(types.Type):  # type: ignore[misc]
    """The type of a pointer to the addresses of some tables, good as long as the function runs that has it."""

    def __init__(self, fields: Sequence[tuple[str, Any]]) -> None:
        self.fields = dict(fields)
        super().__init__(name="Held")  # goes into the name of every function: the fields would fill pages

    @property
    def key(self) -> Any:
        """What makes it another type."""
        return tuple(self.fields.items())


class _Rows(types.Type):  # type: ignore[misc]
    """The type of one table: where it begins and how long it is. Rows are counted from 0, and not checked."""

    def __init__(self, row: Any) -> None:
        self.row = row
        super().__init__(name=f"Rows({row})")


register_model(_Held)(models.OpaqueModel)


@register_model(_Rows)
class _RowsModel(models.StructModel):  # type: ignore[misc]
    def __init__(self, manager: Any, rows: _Rows) -> None:
        super().__init__(manager, rows, [("data", types.voidptr), ("count", types.intp)])


@infer_getattr
class _Tables(AttributeTemplate):  # type: ignore[misc]
    key = _Held

    def generic_resolve(self, held: _Held, name: str) -> Any:
        return _Rows(held.fields[name])


@lower_getattr_generic(_Held)
def _table(context: Any, builder: Any, held: _Held, pointer: Any, name: str) -> Any:
    rows, number = (
        cgutils.create_struct_proxy(_Rows(held.fields[name]))(context, builder),
        list(held.fields).index(name),
    )
    rows.data = _word(builder, pointer, 2 * number, cgutils.voidptr_t)
    rows.count = _word(builder, pointer, 2 * number + 1, cgutils.intp_t)
    return rows._getvalue()


def _word(builder: Any, pointer: Any, number: int, kind: Any) -> Any:
    """Read one of the addresses and lengths. They stay the same, so what is read once need not be read again."""
    word = builder.load(builder.gep(builder.bitcast(pointer, kind.as_pointer()), [cgutils.intp_t(number)]))
    word.set_metadata("invariant.load", builder.module.add_metadata([]))
    return word


@infer_global(operator.getitem)
class _GetRow(AbstractTemplate):  # type: ignore[misc]
    def generic(self, given: Any, _: Any) -> Any:
        if isinstance(given[0], _Rows):
            return given[0].row(given[0], types.intp)
        return None


@infer_global(operator.setitem)
class _SetRow(AbstractTemplate):  # type: ignore[misc]
    def generic(self, given: Any, _: Any) -> Any:
        if isinstance(given[0], _Rows):
            return types.none(given[0], types.intp, given[0].row)
        return None


@infer_global(len)
class _CountRows(AbstractTemplate):  # type: ignore[misc]
    def generic(self, given: Any, _: Any) -> Any:
        return types.intp(given[0]) if isinstance(given[0], _Rows) else None


def _row(context: Any, builder: Any, kind: _Rows, value: Any, number: Any) -> Any:
    """Give a pointer to a row."""
    rows = cgutils.create_struct_proxy(kind)(context, builder, value=value)
    pointer = context.get_data_type(types.CPointer(kind.row))
    if isinstance(kind.row, types.Record):
        begin = builder.mul(number, context.get_constant(types.intp, kind.row.size))
        return builder.bitcast(cgutils.pointer_add(builder, rows.data, begin), context.get_value_type(kind.row))
    return builder.gep(builder.bitcast(rows.data, pointer), [number])


@lower_builtin(operator.getitem, _Rows, types.intp)
def _get_row(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    kind = signature.args[0]
    row = _row(context, builder, kind, *arguments)
    return row if isinstance(kind.row, types.Record) else context.unpack_value(builder, kind.row, row)


@lower_builtin(operator.setitem, _Rows, types.intp, types.Any)
def _set_row(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    kind = signature.args[0]
    row = _row(context, builder, kind, arguments[0], arguments[1])
    if isinstance(kind.row, types.Record):
        cgutils.raw_memcpy(builder, row, arguments[2], context.get_constant(types.intp, kind.row.size), 1)
    else:
        context.pack_value(builder, kind.row, arguments[2], row)
    return context.get_dummy_value()


@lower_builtin(len, _Rows)
def _count_rows(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    return cgutils.create_struct_proxy(signature.args[0])(context, builder, value=arguments[0]).count


@intrinsic
def fetch(typing: Any, rows: Any, number: Any) -> Any:
    """Have a row brought from memory into the cache meanwhile: it will be wanted soon."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        row = builder.bitcast(_row(context, builder, signature.args[0], *arguments), cgutils.voidptr_t)
        kinds = [cgutils.voidptr_t, *3 * [cgutils.int32_t]]
        prefetch = builder.module.declare_intrinsic(
            "llvm.prefetch", [cgutils.voidptr_t], ir.FunctionType(ir.VoidType(), kinds)
        )
        to_read, keep, data = (cgutils.int32_t(value) for value in (0, 3, 1))
        builder.call(prefetch, [row, to_read, keep, data])
        return context.get_dummy_value()

    return types.none(rows, types.intp), code
