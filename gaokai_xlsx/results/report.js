
(function () {
  "use strict";

  function by(id) { return document.getElementById(id); }
  function all(where, what) { return Array.prototype.slice.call(where.querySelectorAll(what)); }
  // Full-width letters, capitals and blanks make no difference to who types.
  function plain(text) { return text.normalize("NFKC").toLowerCase().replace(/\s+/g, ""); }
  function said(where) { return plain(all(where, ".who").map(function (e) { return e.textContent; }).join("")); }

  // Pages opened from a disk may lack the clipboard of the browser; the selection of a text area always works.
  function copyOld(text, done) {
    var area = document.createElement("textarea");
    area.value = text;
    area.readOnly = true;
    area.className = "unseen";
    document.body.appendChild(area);
    area.select();
    var worked = document.execCommand("copy");
    document.body.removeChild(area);
    done(worked);
  }
  function copy(text, done) {
    if (!navigator.clipboard) { copyOld(text, done); return; }
    navigator.clipboard.writeText(text).then(function () { done(true); }, function () { copyOld(text, done); });
  }
  all(document, ".copy").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var said = all(button.closest(".paste"), ".said").map(function (e) { return e.textContent; });
      copy(said.join("\n"), function (worked) {
        var status = by("copied");
        status.textContent = button.textContent = worked ? status.dataset.done : status.dataset.failed;
        button.focus();
      });
    });
  });

  // Without a finding there is nothing to filter.
  if (!by("filter")) { return; }
  var query = by("by-unit"), table = by("by-table"), code = by("by-code"), shown = by("shown");
  var boxes = all(by("filter"), "input[type=checkbox]");
  var defaults = boxes.map(function (box) { return box.checked; });
  var units = all(document, ".unit").map(function (unit) {
    return {
      element: unit,
      name: said(unit.querySelector("h3")),
      entries: all(unit, ".entry").map(function (entry) {
        return {
          element: entry,
          name: said(entry.querySelector("h4")),
          lines: all(entry, ".line"),
          tables: all(entry, "details.table")
        };
      })
    };
  });

  function filter() {
    var words = plain(query.value), severities = {}, count = 0, tables = [];
    boxes.forEach(function (box) { severities[box.value] = box.checked; });

    function fits(line) {
      return severities[line.dataset.severity] && (!table.value || line.dataset.table === table.value) && (!code.value || line.dataset.code === code.value);
    }

    units.forEach(function (unit) {
      var any = false;
      unit.entries.forEach(function (entry) {
        var wanted = unit.name.indexOf(words) >= 0 || entry.name.indexOf(words) >= 0;
        var named = {}, seen = {}, left = 0;
        // What is inside a hidden list need not be touched: with 600 files that is most of the work.
        entry.element.hidden = !wanted;
        if (!wanted) { return; }
        entry.lines.forEach(function (line) {
          var show = fits(line);
          line.hidden = !show;
          named[line.dataset.table] = true;
          if (show) { seen[line.dataset.table] = true; left += 1; }
        });
        entry.tables.forEach(function (drawn) {
          var key = drawn.dataset.table;
          // A table that none of the lines names (a conflict reaches into several) goes with the list as a whole.
          drawn.hidden = !left || (named[key] ? !seen[key] : Boolean(table.value) && table.value !== key);
          if (!drawn.hidden) { tables.push(drawn); }
        });
        entry.element.hidden = !left;
        count += left;
        any = any || left > 0;
      });
      unit.element.hidden = !any;
    });
    // Who prints what was found about one unit prints nothing about others.
    document.body.classList.toggle("narrowed", Boolean(words));
    if (tables.length <= Number(shown.dataset.open)) { tables.forEach(function (drawn) { drawn.open = true; }); }
    shown.textContent = (count ? shown.dataset.some : shown.dataset.none).replace("{n}", count).replace("{all}", shown.dataset.all);
  }

  function reset(everything) {
    query.value = table.value = code.value = "";
    boxes.forEach(function (box, at) { box.checked = everything || defaults[at]; });
    filter();
  }

  function fold(open) {
    all(document, "details.table").forEach(function (drawn) { if (!drawn.hidden) { drawn.open = open; } });
  }

  // What a link leads to is shown, whatever was filtered or folded away.
  function reveal(hash) {
    var target = hash.length > 1 && by(hash.slice(1));
    if (!target) { return null; }
    if (target.closest("[hidden]")) { reset(true); }
    for (var at = target; at; at = at.parentElement) {
      if (at.tagName === "DETAILS") { at.open = true; }
    }
    return target;
  }

  by("filter").hidden = false;
  [query, table, code].concat(boxes).forEach(function (control) {
    control.addEventListener(control === query ? "input" : "change", filter);
  });
  by("reset").addEventListener("click", function () { reset(false); query.focus(); });
  by("unfold").addEventListener("click", function () { fold(true); });
  by("fold").addEventListener("click", function () { fold(false); });
  by("print").addEventListener("click", function () { window.print(); });
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[href^='#']");
    if (link) { reveal(link.getAttribute("href")); }
  });
  filter();
  var first = reveal(location.hash);
  if (first) { first.scrollIntoView(); }
}());
