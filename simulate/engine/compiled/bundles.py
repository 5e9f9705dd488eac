"""What compiled functions see of tables: a pointer to where they begin, and rows that are counted from 0.

Handed on as numba does arrays, thirty tables are two hundred numbers at every call; each access would count who refers
to the table, and look whether a number counts from the end. Written with what numba documents for extending it.
"""

# mypy: allow-untyped-defs, allow-untyped-decorators, allow-untyped-calls

import operator
from collections.abc import Mapping
from typing import Any

import numpy as np
from numba import from_dtype, types
from numba.core import cgutils
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    infer_getattr,
    intrinsic,
    lower_builtin,
    lower_getattr_generic,
    models,
    register_model,
    type_callable,
)

from simulate.engine.compiled.layout.kinds import Table
from simulate.engine.compiled.layout.town import GIVEN, TOWN, WRITTEN, Tables
from simulate.plan import Integers


class TownType(types.Type):  # type: ignore[misc]
    """The type of a pointer to where each table of a town begins, and how many rows it has."""

    kinds = TOWN


class GivenType(types.Type):  # type: ignore[misc]
    """The same for the columns of a plan."""

    kinds = GIVEN


class WrittenType(types.Type):  # type: ignore[misc]
    """The same for the columns of a log."""

    kinds = WRITTEN


class Rows(types.Type):  # type: ignore[misc]
    """The type of one table: where it begins, and how many rows it has."""

    def __init__(self, row: Any) -> None:
        self.row = row
        super().__init__(name=f"Rows({row})")


for bundle in (TownType, GivenType, WrittenType):
    register_model(bundle)(models.OpaqueModel)


@register_model(Rows)
class _RowsModel(models.StructModel):  # type: ignore[misc]
    def __init__(self, manager: Any, rows: Rows) -> None:
        super().__init__(manager, rows, [("begin", types.voidptr), ("count", types.intp)])


def addresses(tables: Tables, kinds: Mapping[str, np.dtype[Any]]) -> Integers:
    """Tell where each table begins and how many rows it has, one after another: (2 × tables,).

    Compiled functions believe what they are told: so a table of another kind is a TypeError.
    """
    every: list[Table] = [getattr(tables, name) for name in kinds]
    for table, (name, kind) in zip(every, kinds.items(), strict=True):
        if table.dtype != kind or not table.flags.c_contiguous:
            raise TypeError(f"{name} is a table of {table.dtype}, or not in one piece; compiled for {kind}")
    return np.array([(table.ctypes.data, len(table)) for table in every], dtype=np.int64).ravel()


def _pointer_to(kind: types.Type) -> Any:
    """Give a function that makes an array of addresses a pointer to them."""

    @intrinsic
    def bundle_at(typing, given):
        def code(context, builder, signature, arguments):
            array = context.make_array(signature.args[0])(context, builder, value=arguments[0])
            return builder.bitcast(array.data, context.get_value_type(kind))

        return kind(given), code

    return bundle_at


town_at, given_at, written_at = (_pointer_to(kind(kind.__name__)) for kind in (TownType, GivenType, WrittenType))


class _Tables(AttributeTemplate):  # type: ignore[misc]
    """Which tables a bundle has."""

    def generic_resolve(self, bundle, name):
        kinds = bundle.kinds
        return Rows(from_dtype(kinds[name])) if name in kinds else None


def _table(context, builder, bundle, pointer, name):
    """Give a table of a bundle: read where it begins and how many rows it has."""
    rows = Rows(from_dtype(bundle.kinds[name]))
    position = 2 * list(bundle.kinds).index(name)
    words = builder.bitcast(pointer, cgutils.intp_t.as_pointer())
    table = cgutils.create_struct_proxy(rows)(context, builder)
    begin, count = (builder.load(builder.gep(words, [cgutils.intp_t(position + word)])) for word in (0, 1))
    for word in (begin, count):  # they stay the same: what has been read once need not be read again
        word.set_metadata("invariant.load", builder.module.add_metadata([]))
    table.begin, table.count = builder.inttoptr(begin, cgutils.voidptr_t), count
    return table._getvalue()


for bundle in (TownType, GivenType, WrittenType):
    infer_getattr(type(f"_TablesOf{bundle.__name__}", (_Tables,), {"key": bundle}))
    lower_getattr_generic(bundle)(_table)


def _is_record(rows: Rows) -> bool:
    return isinstance(rows.row, types.Record)


def _read_as(rows: Rows) -> Any:
    """Tell as what a row is read: a record as itself, to be changed; a whole number as the widest."""
    return types.int64 if isinstance(rows.row, types.Integer) else rows.row


def _address(context, builder, rows, table, number):
    """Give a pointer to a row."""
    begin = cgutils.create_struct_proxy(rows)(context, builder, value=table).begin
    kind = context.get_data_type(rows.row)
    size = rows.row.size if _is_record(rows) else context.get_abi_sizeof(kind)
    row = cgutils.pointer_add(builder, begin, builder.mul(number, cgutils.intp_t(size)))
    return builder.bitcast(row, context.get_value_type(rows.row) if _is_record(rows) else kind.as_pointer())


@type_callable(operator.getitem)
def _type_of_row(context):
    def typer(rows, number):
        return _read_as(rows) if isinstance(rows, Rows) and isinstance(number, types.Integer) else None

    return typer


@lower_builtin(operator.getitem, Rows, types.Integer)
def _row(context, builder, signature, arguments):
    rows, number_type = signature.args
    number = context.cast(builder, arguments[1], number_type, types.intp)
    address = _address(context, builder, rows, arguments[0], number)
    if _is_record(rows):
        return address
    return context.cast(builder, context.unpack_value(builder, rows.row, address), rows.row, _read_as(rows))


@type_callable(operator.setitem)
def _type_of_writing(context):
    def typer(rows, number, value):
        return types.none if isinstance(rows, Rows) and isinstance(number, types.Integer) else None

    return typer


@lower_builtin(operator.setitem, Rows, types.Integer, types.Any)
def _set_row(context, builder, signature, arguments):
    rows, number_type, value_type = signature.args
    number = context.cast(builder, arguments[1], number_type, types.intp)
    address = _address(context, builder, rows, arguments[0], number)
    if _is_record(rows):
        cgutils.raw_memcpy(builder, address, arguments[2], cgutils.intp_t(rows.row.size), 1)
    else:
        context.pack_value(builder, rows.row, context.cast(builder, arguments[2], value_type, rows.row), address)
    return context.get_dummy_value()


@type_callable(len)
def _type_of_count(context):
    def typer(rows):
        return types.intp if isinstance(rows, Rows) else None

    return typer


@lower_builtin(len, Rows)
def _count(context, builder, signature, arguments):
    return cgutils.create_struct_proxy(signature.args[0])(context, builder, value=arguments[0]).count
