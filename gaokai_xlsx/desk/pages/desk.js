(function () {
  "use strict";

  var body = document.body, said = body.dataset, root = said.root;
  function by(id) { return document.getElementById(id); }
  function all(where, what) { return Array.prototype.slice.call(where.querySelectorAll(what)); }
  function on(element, event, act) { if (element) { element.addEventListener(event, act); } }
  // Full-width letters, capitals and blanks make no difference to who types.
  function plain(text) { return text.normalize("NFKC").toLowerCase().replace(/\s+/g, ""); }
  function keep(name, value) { try { sessionStorage.setItem(name, value); } catch (e) { /* a browser that keeps nothing */ } }
  function kept(name) { try { return sessionStorage.getItem(name) || ""; } catch (e) { return ""; } }

  // ---- what became of an action

  function tell(text, bad) {
    var box = by("message");
    box.textContent = text;
    box.hidden = !text;
    box.className = bad ? "bad" : "";
    if (text) { box.focus({ preventScroll: true }); box.scrollIntoView({ block: "nearest" }); }
  }
  function later(text) { keep("told", text); }
  var before = kept("told");
  if (before) { keep("told", ""); tell(before); }

  function post(action, query, data, done, progress) {
    var request = new XMLHttpRequest(), words = new URLSearchParams(query);
    words.set("page", said.page);
    request.open("POST", root + "/" + action + "?" + words);
    if (data instanceof URLSearchParams) { request.setRequestHeader("Content-Type", "application/x-www-form-urlencoded"); }
    if (progress) { request.upload.addEventListener("progress", function (event) { progress(event.loaded); }); }
    request.addEventListener("load", function () {
      var answer;
      try { answer = JSON.parse(request.responseText); } catch (e) { answer = { ok: false, text: said.gone }; }
      done(answer);
    });
    ["error", "abort"].forEach(function (event) {
      request.addEventListener(event, function () { done({ ok: false, text: said.gone, gone: true }); });
    });
    request.send(data);
  }

  function fetchFile(id) {
    var link = document.createElement("a");
    link.href = root + "/get/" + id;
    link.download = "";
    body.appendChild(link);
    link.click();
    body.removeChild(link);
  }

  function answered(answer) {
    if (!answer.ok) { tell(answer.text, true); return; }
    if (answer.get) { fetchFile(answer.get); }
    if (answer.go !== undefined) { later(answer.text); location.href = root + "/" + answer.go; return; }
    // What is loaded anew must not cut off a download that has just begun.
    if (answer.reload) { later(answer.text); setTimeout(function () { location.reload(); }, answer.get ? 1200 : 0); return; }
    if (answer.stay) { later(answer.text); }
    tell(answer.text);
  }

  // ---- forms

  var dirty = false;
  ["by", "reviewer"].forEach(function (name) {
    all(document, "input." + name).forEach(function (input) { input.value = kept(name); });
  });
  on(document, "input", function (event) {
    if (event.target.closest("form[data-send]")) { dirty = true; }
  });

  on(document, "submit", function (event) {
    var form = event.target.closest("form[data-send]"), query = {}, data = new URLSearchParams(), file = null, list = "";
    if (!form) { return; }
    event.preventDefault();
    all(form, "input, select, textarea").forEach(function (field) {
      if (!field.name || (field.type === "checkbox" && !field.checked)) { return; }
      var value = field.value;
      if (field.type === "file") { file = field.files[0] || null; value = file ? file.name : ""; }
      if (field.classList.contains("by") || field.classList.contains("reviewer")) { keep(field.name, value); }
      if (form.dataset.raw === undefined) { data.set(field.name, value); return; }
      // An address is short: a long list is sent like a file.
      if (field.tagName !== "TEXTAREA") { query[field.name] = value; } else if (value.trim()) { query[field.name] = "1"; list = value; }
    });
    var button = form.querySelector("button:not([type=button])");
    if (button && button.hasAttribute("aria-busy")) { return; }
    if (button) { button.setAttribute("aria-busy", "true"); }
    tell(said.doing);
    post(form.dataset.send, query, form.dataset.raw === undefined ? data : file || list, function (answer) {
      if (button) { button.removeAttribute("aria-busy"); }
      if (answer.ok) {
        dirty = false;
        if (form.closest("details.decide")) { form.closest("details.decide").open = false; }
      }
      answered(answer);
    });
  });

  // ---- news of the campaign

  // What the page said last stays on it when it is loaded anew by itself.
  function reload() {
    var box = by("message");
    if (!box.hidden && box.textContent !== said.doing && box.className !== "bad") { later(box.textContent); }
    location.reload();
  }

  var version = Number(said.version), sending = false;
  // While the browser's window for choosing files is open, a page that loads itself anew would lose what is chosen there.
  var choosing = false;
  all(document, "input[type=file]").forEach(function (input) {
    input.addEventListener("click", function () { choosing = true; });
    ["change", "cancel"].forEach(function (done) { input.addEventListener(done, function () { choosing = false; }); });
  });
  window.addEventListener("focus", function () { setTimeout(function () { choosing = false; }, 2000); });
  function news() {
    fetch(root + "/state", { cache: "no-store" }).then(function (response) { return response.json(); }).then(function (now) {
      var stopped = by("stopped");
      stopped.hidden = !now.stopped;
      if (stopped.textContent !== now.stopped) { stopped.textContent = now.stopped; }
      var word = now.busy ? said.busy : said.idle, read = now.read;
      if (now.busy && read[1] > 50 && read[0] < read[1]) { word = said.reading.replace("{done}", read[0]).replace("{n}", read[1]); }
      if (now.writing) { word = said.writing; }
      if (said.page !== "first" && by("status").textContent !== word) { by("status").textContent = word; }
      body.dataset.state = now.busy ? "busy" : "idle";
      if (now.version !== version && !sending && !choosing) {
        // Nobody loses what is half typed, or their place in a list that is being read.
        if (dirty || all(document, "details.decide[open]").length) { by("fresh").hidden = false; } else { reload(); return; }
      }
      setTimeout(news, now.busy ? 700 : 1500);
    }).catch(function () {
      by("status").textContent = said.gone;
      setTimeout(news, 3000);
    });
  }
  if (said.page !== "first") { setTimeout(news, 300); }
  on(by("fresh") && by("fresh").querySelector("button"), "click", reload);

  // ---- uploads

  var queue = [], running = 0, total = 0, sent = 0, count = 0, finished = 0, failed = 0, known = 0, began = 0, partial = {};
  function size(bytes) { return bytes < 1e6 ? Math.ceil(bytes / 1e3) + " KB" : (bytes / 1e6).toFixed(1) + " MB"; }
  function words(text) {
    var seconds = Math.max((Date.now() - began) / 1000, 0.1), loaded = sent;
    Object.keys(partial).forEach(function (key) { loaded += partial[key]; });
    by("bar").value = total ? Math.min(100, 100 * loaded / total) : 100;
    by("rate").textContent = text.replace("{done}", finished).replace("{n}", count).replace("{rate}", size(loaded / seconds))
      .replace("{failed}", failed).replace("{known}", known);
  }
  var spoken = 0;
  function next() {
    while (running < 3 && queue.length) { send(queue.shift()); }
    if (!running && !queue.length && count) {
      sending = false;
      words(failed ? said.failed : said.done);
      count = finished = total = sent = 0;
    }
  }
  function fail(item, why) {
    var line = document.createElement("li");
    failed += 1;
    line.textContent = item.name + "：" + why;
    by("failures").appendChild(line);
  }
  // A server that has ended answers nobody any more: its address is another when it is started again. One sentence, not one a file.
  function halt() {
    sending = false;
    failed = count - finished;
    words(said.halted);
    queue = [];
    count = finished = total = sent = 0;
  }
  function settle(item, answer) {
    running -= 1;
    if (!count) { return; }
    finished += 1;
    sent += item.file.size;
    if (answer.known) { known += 1; }
    if (!answer.ok) { fail(item, answer.text); }
    next();
    // A screen reader is told now and then, not of every file.
    if (count && (Date.now() - spoken > 700)) { spoken = Date.now(); words(said.progress); }
  }
  function send(item) {
    // A server that stops listening in the middle of a file cannot say why.
    if (item.file.size > Number(said.largest)) { finished += 1; sent += item.file.size; fail(item, said.large); return; }
    var key = Math.random();
    running += 1;
    post("upload", { name: item.name }, item.file, function (answer) {
      delete partial[key];
      if (answer.ok || !answer.gone) { settle(item, answer); return; }
      // The connection broke: the server says whether it was the file or the server itself.
      setTimeout(function () {
        fetch(root + "/state", { cache: "no-store" }).then(function () {
          if (item.tries === 2) { settle(item, { ok: false, text: said.broken }); return; }
          item.tries += 1;
          running -= 1;
          if (count) { queue.push(item); next(); }
        }, function () {
          running -= 1;
          if (count) { halt(); }
        });
      }, 800);
    }, function (loaded) { partial[key] = Math.min(loaded, item.file.size); });
  }
  function receive(items) {
    if (!items.length) { return; }
    if (!count) { began = Date.now(); failed = known = 0; by("failures").textContent = ""; }
    sending = true;
    items.forEach(function (item) { queue.push({ file: item.file, name: item.name, tries: 0 }); total += item.file.size; count += 1; });
    by("sending").hidden = false;
    words(said.progress);
    next();
  }
  function named(file, folder) { return { file: file, name: (folder ? folder + "/" : "") + (file.webkitRelativePath || file.name) }; }
  ["files", "folder"].forEach(function (id) {
    on(by(id), "change", function () {
      receive(Array.prototype.map.call(this.files, function (file) { return named(file); }));
      this.value = "";
    });
  });
  all(document, "input.put").forEach(function (input) {
    on(input, "change", function () {
      var file = input.files[0];
      if (!file) { return; }
      tell(said.doing);
      post("upload", { name: named(file, input.dataset.folder).name }, file, function (answer) { input.value = ""; answered(answer); });
    });
  });

  // Dropped folders are walked; a browser gives at most a hundred entries at a time.
  function walk(entry, path, found, done) {
    if (entry.isFile) {
      entry.file(function (file) { found.push({ file: file, name: path + file.name }); done(); }, done);
      return;
    }
    var reader = entry.createReader();
    (function more() {
      reader.readEntries(function (entries) {
        var left = entries.length;
        if (!left) { done(); return; }
        entries.forEach(function (inner) {
          walk(inner, path + entry.name + "/", found, function () { left -= 1; if (!left) { more(); } });
        });
      }, done);
    }());
  }
  function dropped(transfer) {
    var entries = Array.prototype.map.call(transfer.items || [], function (item) {
      return item.webkitGetAsEntry ? item.webkitGetAsEntry() : null;
    }).filter(Boolean);
    if (!entries.length) { receive(Array.prototype.map.call(transfer.files, function (file) { return named(file); })); return; }
    var found = [], left = entries.length;
    entries.forEach(function (entry) { walk(entry, "", found, function () { left -= 1; if (!left) { receive(found); } }); });
  }
  var drop = by("drop");
  ["dragover", "dragenter"].forEach(function (event) {
    on(document, event, function (e) { if (drop) { e.preventDefault(); drop.classList.add("over"); } });
  });
  on(document, "dragleave", function (e) { if (drop && !e.relatedTarget) { drop.classList.remove("over"); } });
  on(document, "drop", function (e) {
    if (!drop) { return; }
    e.preventDefault();
    drop.classList.remove("over");
    dropped(e.dataTransfer);
  });
  on(window, "beforeunload", function (e) { if (sending) { e.preventDefault(); } });

  // ---- lists

  var names = by("name-filter"), states = by("state-filter");
  var rows = all(document, "#units tbody tr").map(function (row) { return { row: row, text: plain(row.textContent) }; });
  function filter() {
    var query = plain(names.value), state = states ? states.value : "", count = 0;
    rows.forEach(function (item) {
      var fits = item.text.indexOf(query) >= 0 && (!state || item.row.dataset.state === state);
      item.row.hidden = !fits;
      count += fits;
    });
    by("filtered").textContent = query || state ? by("filtered").dataset.text.replace("{n}", count) : "";
    keep("filter-" + said.page, JSON.stringify([names.value, state]));
  }
  if (names) {
    try { var held = JSON.parse(kept("filter-" + said.page) || "[]"); names.value = held[0] || ""; if (states) { states.value = held[1] || ""; } } catch (e) { /* nothing kept */ }
    on(names, "input", filter);
    on(states, "change", filter);
    filter();
    all(document, "button.only").forEach(function (button) {
      on(button, "click", function () {
        names.value = "";
        states.value = button.dataset.state;
        filter();
        by("units-head").scrollIntoView();
        states.focus({ preventScroll: true });
      });
    });
  }

  function copyOld(text, done) {
    var area = document.createElement("textarea");
    area.value = text;
    area.readOnly = true;
    area.className = "unseen";
    body.appendChild(area);
    area.select();
    var worked = document.execCommand("copy");
    body.removeChild(area);
    done(worked);
  }
  all(document, ".copy").forEach(function (button) {
    on(button, "click", function () {
      var text = button.closest(".paste").querySelector(".said").textContent;
      function done(worked) { button.textContent = worked ? said.copied : said.uncopied; button.focus(); }
      if (!navigator.clipboard) { copyOld(text, done); return; }
      navigator.clipboard.writeText(text).then(function () { done(true); }, function () { copyOld(text, done); });
    });
  });

  // What a link leads to is shown, though its table was folded.
  on(document, "click", function (event) {
    var link = event.target.closest("a[href^='#']"), target = link && by(link.getAttribute("href").slice(1));
    for (var at = target; at; at = at.parentElement) { if (at.tagName === "DETAILS") { at.open = true; } }
  });

  // ---- the roster

  var editor = by("editor"), form = editor && editor.querySelector("form");
  function edit(row) {
    all(form, "input, select").forEach(function (field) {
      if (field.name === "version") { return; }
      var value = row ? row.dataset[field.name] || "" : "";
      if (field.tagName === "SELECT" && value && !all(field, "option").some(function (o) { return o.value === value; })) { field.add(new Option(value, value)); }
      field.value = value;
    });
    var title = by("editing");
    title.textContent = row ? title.dataset.old.replace("{unit}", row.dataset.name) : title.dataset.new;
    editor.open = true;
    form.elements.name.focus();
    editor.scrollIntoView({ block: "start" });
  }
  all(document, "button.edit").forEach(function (button) { on(button, "click", function () { edit(button.closest("tr")); }); });
  all(document, "button.drop").forEach(function (button) {
    on(button, "click", function () {
      if (!window.confirm(button.dataset.ask)) { return; }
      by("removal").elements.code.value = button.closest("tr").dataset.code;
      by("removal").requestSubmit();
    });
  });
  on(by("close"), "click", function () { edit(null); editor.open = false; editor.querySelector("summary").focus(); dirty = false; });
}());
