// The node clients: one job as JSON on standard input, see `JOBS`. The packages come from the folder in job.modules
// (`npm install exceljs@4.4.0 @e965/xlsx@0.20.3 xlsx-populate@1.21.0`), so that nothing is installed beside the project.
//
// A job: client, verb, modules, source (path or null), target (path), and what the verb needs:
//   cells  [[sheet, address, value], ...]         values to write; a string is written as text
//   plan   {sheets: [{name, cells: [[row, column, value], ...], merges: [[top, left, bottom, right], ...]}]}
//          rows and columns from 0; a value is a number, a text, or {f: formula, v: cached value}
//   type   SheetJS bookType;  stream  ExcelJS streaming writer;  dropNames  defined names to delete first
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const job = JSON.parse(fs.readFileSync(0, 'utf8'));
const require = createRequire(path.join(job.modules, 'package.json'));

function address(row, column) {
  let letters = '';
  for (let n = column + 1; n > 0; n = Math.floor((n - 1) / 26)) letters = String.fromCharCode(65 + ((n - 1) % 26)) + letters;
  return letters + (row + 1);
}

// ------------------------------------------------------------------------------------------------ ExcelJS

async function exceljs() {
  const ExcelJS = require('exceljs');
  if (job.verb === 'build' && job.stream) {
    const book = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: job.target, useStyles: false, useSharedStrings: false });
    for (const { name, cells, merges } of job.plan.sheets) {
      const sheet = book.addWorksheet(name);
      const rows = new Map();
      for (const [row, column, value] of cells) rows.set(row, [...(rows.get(row) ?? []), [column, value]]);
      for (const [top, left, bottom, right] of merges) sheet.mergeCells(top + 1, left + 1, bottom + 1, right + 1);
      for (const row of [...rows.keys()].sort((a, b) => a - b)) {
        for (const [column, value] of rows.get(row)) sheet.getRow(row + 1).getCell(column + 1).value = exceljsValue(value);
        sheet.getRow(row + 1).commit();
      }
      sheet.commit();
    }
    return book.commit();
  }
  const book = new ExcelJS.Workbook();
  if (job.verb === 'build') {
    for (const { name, cells, merges } of job.plan.sheets) {
      const sheet = book.addWorksheet(name);
      for (const [row, column, value] of cells) sheet.getCell(row + 1, column + 1).value = exceljsValue(value);
      for (const [top, left, bottom, right] of merges) sheet.mergeCells(top + 1, left + 1, bottom + 1, right + 1);
    }
  } else {
    await book.xlsx.readFile(job.source);
    for (const [sheet, cell, value] of job.cells) book.getWorksheet(sheet).getCell(cell).value = value;
  }
  return book.xlsx.writeFile(job.target);
}

function exceljsValue(value) {
  return value !== null && typeof value === 'object' ? { formula: value.f, result: value.v } : value;
}

// ------------------------------------------------------------------------------------------------ SheetJS

function sheetjs() {
  const XLSX = require('@e965/xlsx');
  let book;
  if (job.verb === 'build') {
    book = XLSX.utils.book_new();
    for (const { name, cells, merges } of job.plan.sheets) {
      const sheet = {};
      let [bottom, right] = [0, 0];
      for (const [row, column, value] of cells) {
        const cell = typeof value === 'object' ? { t: 'n', f: value.f, v: value.v } : { t: typeof value === 'number' ? 'n' : 's', v: value };
        sheet[address(row, column)] = cell;
        [bottom, right] = [Math.max(bottom, row), Math.max(right, column)];
      }
      sheet['!ref'] = `A1:${address(bottom, right)}`;
      sheet['!merges'] = merges.map(([t, l, b, r]) => ({ s: { r: t, c: l }, e: { r: b, c: r } }));
      XLSX.utils.book_append_sheet(book, sheet, name);
    }
  } else {
    book = XLSX.read(fs.readFileSync(job.source));
    for (const [sheet, cell, value] of job.cells) book.Sheets[sheet][cell] = { t: typeof value === 'number' ? 'n' : 's', v: value };
  }
  const names = book.Workbook?.Names ?? [];
  if (names.length) book.Workbook.Names = names.filter((n) => !(job.dropNames ?? []).includes(n.Name));
  fs.writeFileSync(job.target, XLSX.write(book, { bookType: job.type, type: 'buffer', compression: true, sheet: job.sheet }));
}

// ------------------------------------------------------------------------------------------------ xlsx-populate

async function populate() {
  const XlsxPopulate = require('xlsx-populate');
  const book = await XlsxPopulate.fromFileAsync(job.source);
  for (const [sheet, cell, value] of job.cells) book.sheet(sheet).cell(cell).value(value);
  return book.toFileAsync(job.target);
}

const JOBS = { exceljs, sheetjs, populate };
await JOBS[job.client]();
