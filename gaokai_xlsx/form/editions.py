"""``templates/<edition>/form.toml`` → a checked ``Form``; adding a folder adds an edition."""

from __future__ import annotations

import copyreg
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from gaokai_xlsx.errors import CannotGoOn, FormBroken
from gaokai_xlsx.form.grid import cell_key
from gaokai_xlsx.form.model import ROLES, Block, Cell, Equation, Form, Identity, Kind, Line, Part, Section, Table

_LAST = 2100  # a year beyond it is a slip of the keyboard
_PACKAGE = Path(__file__).resolve().parents[1]
# The wheel carries the folder inside the package; a checkout has it beside the package.
FOLDER = next((f for f in (_PACKAGE / "templates", _PACKAGE.parent / "templates") if f.is_dir()), _PACKAGE / "templates")


def names() -> tuple[str, ...]:
    """The editions that are there, oldest first; looked for once."""
    return _names(FOLDER)


@cache
def _names(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(p.parent.name for p in folder.glob("*/form.toml")))


def for_year(year: int) -> Form:
    """The edition in force for a report year; raises ``CannotGoOn`` where none is."""
    for name in reversed(names()):
        form = load(name)
        if form.first_year <= year <= (form.last_year or _LAST):
            return form
    raise CannotGoOn("stop.no-edition-for-year", year=year, known="、".join(names()))


def load(edition: str) -> Form:
    """The form of an edition. Raises ``CannotGoOn`` if there is no such edition, ``FormBroken`` if its file is not sound."""
    if edition not in names():
        raise CannotGoOn("stop.no-edition", edition=edition, known="、".join(names()))
    return _kept(FOLDER / edition / "form.toml")


def read(path: Path) -> Form:
    """Read and check one ``form.toml``; raises ``FormBroken`` that says what is wrong where."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FormBroken(path, "TOML", str(error)) from error
    return _Reader(path).form(data)


_kept = cache(read)

# A form is the same for every filing: between processes goes its name, not its thousand objects.
copyreg.pickle(Form, lambda form: (load, (form.edition,)))


class _Reader:
    """Turns plain TOML data into typed objects; ``where`` names the place for the one error a broken file gives."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fail(self, where: str, what: str) -> FormBroken:
        return FormBroken(self.path, where, what)

    def take(self, data: dict[str, Any], key: str, kind: type, where: str, default: Any = ...) -> Any:
        if key not in data:
            if default is ...:
                raise self.fail(where, f"“{key}” is missing")
            return default
        value = data.pop(key)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.fail(where, f"“{key}” must be {kind.__name__}, not {value!r}")
        return value

    def texts(self, data: dict[str, Any], key: str, where: str, default: Any = ...) -> tuple[str, ...]:
        values = self.take(data, key, list, where, default)
        if not all(isinstance(v, str) for v in values):
            raise self.fail(where, f"“{key}” must be a list of strings")
        return tuple(values)

    def done(self, data: dict[str, Any], where: str) -> None:
        if data:
            raise self.fail(where, f"unknown keys: {', '.join(data)}")

    def form(self, data: dict[str, Any]) -> Form:
        years = self.take(data, "years", dict, "years")
        tables = tuple(self.table(t) for t in self.take(data, "table", list, "table"))
        self.unique([t.key for t in tables], "table", "key")
        self.unique([t.sheet for t in tables], "table", "sheet")
        self.unique([i.code for t in tables for i in t.identities], "table.identity", "code")
        cells = self.cells(tables)
        form = Form(
            edition=self.take(data, "edition", str, "edition"),
            name=self.take(data, "name", str, "name"),
            document=self.take(data, "document", str, "document"),
            report_title=self.take(data, "report_title", str, "report_title"),
            period=self.take(data, "period", str, "period"),
            first_year=self.take(years, "from", int, "years"),
            last_year=self.take(years, "to", int, "years", None),
            tables=tables,
            cells=cells,
            equations=tuple(e for t in tables for i in t.identities for e in self.equations(t, i, cells)),
            sections=self.sections(self.take(data, "section", list, "section", []), tables),
        )
        self.done(years, "years")
        self.done(data, "form")
        if form.edition != self.path.parent.name:
            raise self.fail("edition", f"“{form.edition}” stands in the folder “{self.path.parent.name}”")
        return form

    def table(self, data: dict[str, Any]) -> Table:
        key = self.take(data, "key", str, "table")
        where = f"table {key}"
        if not re.fullmatch(r"[a-z_]+", key):
            raise self.fail(where, f"key “{key}” may hold only a-z and _")
        unit = self.take(data, "unit", str, where)
        orientation = self.take(data, "orientation", str, where)
        if orientation not in ("portrait", "landscape"):
            raise self.fail(where, f"orientation “{orientation}” is neither portrait nor landscape")
        table = Table(
            key=key,
            sheet=self.take(data, "sheet", str, where),
            short=self.take(data, "short", str, where),
            title=self.take(data, "title", str, where),
            clause=self.take(data, "clause", str, where),
            unit=unit,
            orientation=orientation,
            blocks=tuple(self.block(b, where) for b in self.take(data, "block", list, where)),
            identities=tuple(self.identity(i, where) for i in self.take(data, "identity", list, where, [])),
            supplement=self.take(data, "supplement", bool, where, False),
        )
        self.done(data, where)
        return table

    def block(self, data: dict[str, Any], where: str) -> Block:
        block = Block(
            rows=tuple(self.line(r, f"{where}, row") for r in self.take(data, "rows", list, where)),
            columns=tuple(self.line(c, f"{where}, column") for c in self.take(data, "columns", list, where)),
            heading=self.take(data, "heading", str, where, None),
            corner=self.take(data, "corner", str, where, None),
        )
        self.done(data, where)
        if not block.rows or not block.columns:
            raise self.fail(where, "a block needs rows and columns")
        for lines, kind in ((block.rows, "row"), (block.columns, "column")):
            self.unique([line.key for line in lines], f"{where}, {kind}", "key")
            self.unique(["/".join(line.label) for line in lines], f"{where}, {kind}", "label")
        return block

    def line(self, data: dict[str, Any], where: str) -> Line:
        key = self.take(data, "key", str, where)
        where = f"{where} {key}"
        if not re.fullmatch(r"[a-z_]*(\.[a-z_]+)?", key):
            raise self.fail(where, f"key “{key}” may hold only a-z and _")
        label = self.texts(data, "label", where)
        role = self.take(data, "role", str, where, None)
        if role is not None and role not in ROLES:
            raise self.fail(where, f"role “{role}” is not one of {', '.join(sorted(ROLES))}")
        line = Line(
            key=key,
            label=label,
            short=self.take(data, "short", str, where, "".join(label[-1:])),
            aliases=self.texts(data, "aliases", where, []),
            role=role,
            unit=self.take(data, "unit", str, where, None),
            decimals=self.take(data, "decimals", int, where, 0),
            signed=self.take(data, "signed", bool, where, False),
            note=self.take(data, "note", str, where, ""),
            source=self.take(data, "source", str, where, ""),
        )
        self.done(data, where)
        if bool(line.note) != bool(line.source):
            raise self.fail(where, "“note” and “source” go together")
        return line

    def sections(self, listed: list[dict[str, Any]], tables: tuple[Table, ...]) -> tuple[Section, ...]:
        """The sections as declared; one that holds a table bears its title. Where there are any, each official table has one."""
        known = {t.key: t for t in tables}
        sections = tuple(self.section(s, known) for s in listed)
        self.unique([s.title for s in sections], "section", "title")
        self.unique([s.table for s in sections if s.table], "section", "table")
        if sections and (without := [t.key for t in tables if not t.supplement and t.key not in {s.table for s in sections}]):
            raise self.fail("section", f"no section holds the table {', '.join(without)}")
        return sections

    def section(self, data: dict[str, Any], known: dict[str, Table]) -> Section:
        table = self.take(data, "table", str, "section", None)
        title = self.take(data, "title", str, "section", known[table].title if table in known else ...)
        where = f"section {title}"
        parts = []
        for part in self.take(data, "parts", list, where, []):
            parts.append(Part(self.take(part, "title", str, where), self.texts(part, "tables", where, [])))
            self.done(part, where)
        section = Section(title, self.texts(data, "aliases", where, []), table, self.take(data, "says", str, where, ""), tuple(parts))
        self.done(data, where)
        for name in (*([table] if table else []), *(t for part in parts for t in part.tables)):
            if name not in known:
                raise self.fail(where, f"no table “{name}” in this form")
        return section

    def identity(self, data: dict[str, Any], where: str) -> Identity:
        code = self.take(data, "code", str, where)
        where = f"{where}, identity {code}"
        kind = self.take(data, "kind", str, where)
        if kind not in {k.value for k in Kind}:
            raise self.fail(where, f"kind “{kind}” is not one of {', '.join(k.value for k in Kind)}")
        if not re.fullmatch(r"[A-Z][A-Z0-9]*-[A-Z]+", code):
            raise self.fail(where, f"code “{code}” is not of the form T3-BALANCE")
        balance = kind == Kind.BALANCE.value
        identity = Identity(
            code=code,
            kind=Kind(kind),
            title=self.take(data, "title", str, where),
            says=self.take(data, "says", str, where),
            clause=self.take(data, "clause", str, where),
            total="" if balance else self.take(data, "total", str, where),
            parts=() if balance else self.texts(data, "parts", where),
            parts_name="" if balance else self.take(data, "parts_name", str, where),
            left=self.texts(data, "left", where) if balance else (),
            right=self.texts(data, "right", where) if balance else (),
            anchor=self.take(data, "anchor", str, where) if balance else "",
        )
        self.done(data, where)
        return identity

    def unique(self, values: list[str], where: str, what: str) -> None:
        twice = sorted({v for v in values if values.count(v) > 1})
        if twice:
            raise self.fail(where, f"{what} stands twice: {', '.join(twice)}")

    def cells(self, tables: tuple[Table, ...]) -> dict[str, Cell]:
        cells: dict[str, Cell] = {}
        for table in tables:
            for block in table.blocks:
                for row in block.rows:
                    for column in block.columns:
                        cell = _cell(table, block, row, column)
                        if cell.key in cells:
                            raise self.fail(f"table {table.key}", f"cell key “{cell.key}” stands twice")
                        cells[cell.key] = cell
        return cells

    def equations(self, table: Table, identity: Identity, cells: dict[str, Cell]) -> Iterator[Equation]:
        where = f"table {table.key}, identity {identity.code}"
        own = [c for c in cells.values() if c.table == table.key]
        along_rows = identity.kind is Kind.ROW_SUM
        known = {c.column if along_rows else c.line for c in own}
        named = (*identity.parts, *identity.left, *identity.right)
        total, parts, right = identity.total, identity.parts or identity.left, identity.right or (identity.total,)
        for name in (*named, total or identity.anchor):
            if name not in known:
                raise self.fail(where, f"no {'column' if along_rows else 'row'} “{name}” in this table")
        self.unique(list(named), where, "a part")
        for line in dict.fromkeys(c.line if along_rows else c.column for c in own):
            here = {(c.column if along_rows else c.line): c for c in own if (c.line if along_rows else c.column) == line}
            if not set(parts) | set(right) <= set(here):
                continue  # a block of other shape in the same table
            anchor = here[total or identity.anchor]
            yield Equation(
                identity=identity,
                table=table.key,
                where=_where(anchor, along_rows),
                left=tuple(here[p].key for p in parts),
                right=tuple(here[p].key for p in right),
                anchor=anchor.key,
            )


def _cell(table: Table, block: Block, row: Line, column: Line) -> Cell:
    key = cell_key(table, row, column)
    _, line, at = (*key.split("."), "", "")[:3]
    lone = len(block.columns) == 1 and bool(row.label)
    inner = [*(column.label[-2:] if not row.label else ())] or ([] if lone else [column.short])
    derived = any((i.kind is Kind.ROW_SUM and at == i.total) or (i.kind is Kind.COLUMN_SUM and line == i.total) for i in table.identities)
    return Cell(
        key=key,
        table=table.key,
        line=line,
        column=at,
        label="·".join(([row.short] if row.short else []) + inner),
        unit=row.unit or column.unit or table.unit,
        decimals=max(row.decimals, column.decimals),
        signed=row.signed or column.signed,
        derived=derived,
        row_of=row,
        column_of=column,
        supplement=table.supplement,
    )


def _where(anchor: Cell, along_rows: bool) -> str:
    """How people name the line of an equation: the row's label for a row sum, the column's for the others."""
    if not along_rows:
        return anchor.column_of.short
    return anchor.row_of.short or anchor.column_of.label[-2]
