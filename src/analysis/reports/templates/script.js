"use strict";
// Makes the tables of a report sortable, searchable and paged, lets a reader take them away as CSV, and leads from the
// marks of a picture to just their rows. Without scripts the tables are complete and plain, and a mark leads to its first
// row; print shows every row in either case.
(() => {
  const LONG_PAGE = 25, SHORT_PAGE = 10, SEARCH_FROM = 10, SORT_FROM = 3;
  const words = JSON.parse(document.body.dataset.words);
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" });

  const plural = new Intl.PluralRules(document.documentElement.lang);

  const make = (tag, attributes, text) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const shown = (cell) => {
    const copy = cell.cloneNode(true);
    for (const part of copy.querySelectorAll("p, div, br, li, summary, blockquote")) part.append(" ");
    const text = copy.textContent.replace(/\s+/g, " ").trim();
    return text === "–" ? "" : text; // the dash of a missing value
  };
  const comma = new Intl.NumberFormat(document.documentElement.lang).format(1.5)[1] === ",";
  const number = (text) => {
    const close = text.replace(/\s/g, "").replace(/^[−–]/, "-").replace(/%$/, "").replace("∞", "Infinity");
    const plain = comma ? close.replace(",", ".") : close.replaceAll(",", "");
    return /^[-+]?(\d+(\.\d+)?|Infinity)$/.test(plain) ? Number(plain) : null;
  };
  const compare = (a, b) => {
    if (!a || !b) return (a ? 0 : 1) - (b ? 0 : 1); // what is empty stands last, whichever way
    const x = number(a), y = number(b);
    return x !== null && y !== null ? x - y : collator.compare(a, b);
  };

  // One field of CSV; what a spreadsheet would take for a formula gets an apostrophe.
  const field = (text) => {
    const safe = /^[=+\-@\t\r]/.test(text) && number(text) === null ? "'" + text : text;
    return /[",\n]/.test(safe) || safe !== text ? '"' + safe.replace(/"/g, '""') + '"' : safe;
  };

  const tableOf = new Map(); // how to show rows of a table, by the id of each
  const improve = (box) => {
    const table = box.querySelector("table"), body = table.tBodies[0];
    if (!body || table.querySelector("table")) return;
    // In a table of records each row is a body of two lines: its cells, and a long text below them.
    const records = table.classList.contains("records");
    const rows = records ? [...table.tBodies] : [...body.rows];
    const cellsOf = (row) => (records ? [...row.rows].flatMap((line) => [...line.cells]) : [...row.cells]);
    const heads = table.tHead ? [...table.tHead.rows] : [];
    const columns = (records ? heads : heads.slice(-1)).flatMap((line) => [...line.cells]);
    const regular = records || (columns.length > 0 && columns.every((cell) => cell.colSpan === 1)
      && !table.querySelector("tbody [colspan], tbody [rowspan]"));
    const name = table.caption ? shown(table.caption) : box.querySelector(".scroll").getAttribute("aria-label");
    const PAGE = records || table.querySelector(".quote, .long") ? SHORT_PAGE : LONG_PAGE; // rows that hold much are tall
    if (records || table.classList.contains("tall")) { // for narrow screens, where the heads do not stand above their cells
      const names = columns.map(shown);
      for (const row of rows) cellsOf(row).forEach((cell, place) => { cell.dataset.label = names[place]; });
    }
    let order = rows, fitting = rows, page = 0, chosen = null;

    const above = make("div", { class: "tools" }), below = make("div", { class: "tools below" });
    const status = make("span", { role: "status" });
    const previous = make("button", { type: "button" }, words.previous);
    const next = make("button", { type: "button" }, words.next);

    const draw = () => {
      const pages = Math.max(1, Math.ceil(fitting.length / PAGE));
      page = Math.min(Math.max(page, 0), pages - 1);
      const first = page * PAGE, visible = new Set(fitting.slice(first, first + PAGE));
      for (const row of rows) row.classList.toggle("off", !visible.has(row));
      const range = fitting.length > PAGE ? `${first + 1}–${Math.min(first + PAGE, fitting.length)} ${words.of} ` : "";
      const all = fitting.length < rows.length ? ` (${words.of} ${rows.length})` : "";
      const noun = range ? words.rows : words[`rows_${plural.select(fitting.length)}`] ?? words.rows;
      status.textContent = `${range}${fitting.length} ${noun}${all}`;
      previous.disabled = page === 0;
      next.disabled = page === pages - 1;
      previous.hidden = next.hidden = pages === 1;
    };
    const texts = new Map(rows.map((row) => [row, row.textContent.toLocaleLowerCase()]));
    const search = make("input", { type: "search", "aria-label": `${words.search}: ${name}`, placeholder: words.search });
    const every = make("button", { type: "button" }, words.every_row);
    const fit = () => {
      const wanted = search.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
      fitting = order.filter((row) => (!chosen || chosen.has(row)) && wanted.every((word) => texts.get(row).includes(word)));
      every.hidden = !chosen;
      above.hidden = !chosen && rows.length < SEARCH_FROM;
      page = 0;
      draw();
    };
    const choose = (some) => { chosen = some && new Set(some); search.value = ""; fit(); };
    search.addEventListener("input", fit);
    every.addEventListener("click", () => { choose(null); search.focus(); });
    if (rows.length >= SEARCH_FROM) above.append(search);
    above.append(status, every);
    box.prepend(above);
    const reveal = (row) => { // a link from elsewhere: every row stays, the page turns to this one
      if (!fitting.includes(row)) choose(null);
      page = Math.floor(fitting.indexOf(row) / PAGE);
      draw();
    };
    const own = { choose, reveal };
    for (const row of rows) if (row.id) tableOf.set(row.id, own);

    const turn = (step) => { page += step; draw(); box.scrollIntoView({ block: "start" }); };
    previous.addEventListener("click", () => turn(-1));
    next.addEventListener("click", () => turn(1));

    const csv = () => {
      const lines = [columns, ...fitting.map(cellsOf)].map((cells) => cells.map((cell) => field(shown(cell))).join(","));
      return lines.join("\r\n") + "\r\n";
    };
    const copy = make("button", { type: "button", class: "apart" }, words.copy);
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(csv());
      } catch {
        const area = make("textarea", {}, csv());
        document.body.append(area);
        area.select();
        document.execCommand("copy");
        area.remove();
      }
      copy.textContent = words.copied;
      setTimeout(() => { copy.textContent = words.copy; }, 1500);
    });
    const download = make("button", { type: "button" }, words.download);
    download.addEventListener("click", () => {
      const address = URL.createObjectURL(new Blob(["\ufeff" + csv()], { type: "text/csv;charset=utf-8" }));
      const file = name.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 80) || "table";
      make("a", { href: address, download: `${file}.csv` }).click();
      setTimeout(() => URL.revokeObjectURL(address), 10000);
    });
    below.append(previous, next, copy, download);
    box.append(below);

    if (regular && rows.length >= SORT_FROM) {
      columns.forEach((cell, place) => {
        if (!cell.textContent.trim()) return;
        const button = make("button", { type: "button", title: words.sort });
        button.append(...cell.childNodes);
        cell.append(button);
        const key = (row) => {
          const value = cellsOf(row)[place];
          return value ? value.dataset.sort ?? shown(value) : "";
        };
        button.addEventListener("click", () => {
          const down = cell.getAttribute("aria-sort") === "ascending";
          for (const other of columns) other.removeAttribute("aria-sort");
          cell.setAttribute("aria-sort", down ? "descending" : "ascending");
          const keys = new Map(rows.map((row) => [row, key(row)]));
          order = [...rows].sort((a, b) => {
            const x = keys.get(a), y = keys.get(b);
            return down && x && y ? compare(y, x) : compare(x, y);
          });
          (records ? table : body).append(...order);
          fit();
        });
      });
    }
    fit();
  };
  for (const box of document.querySelectorAll("div.table")) improve(box);

  // Links to a row, from a mark, a number or from outside: the row must not lie on another page of its table.
  const rowsOf = (mark) => mark.dataset.rows.split(" ").map((event) => document.getElementById(`row-${event}`));
  const reveal = () => {
    const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!row || !tableOf.has(row.id)) return;
    tableOf.get(row.id).reveal(row);
    row.scrollIntoView({ block: "center" });
  };
  addEventListener("hashchange", reveal);
  reveal();

  // What the rows behind a mark or a number say, while the pointer or the keyboard is on it.
  const hint = make("div", { class: "hint", "aria-hidden": "true", hidden: "" });
  document.body.append(hint);
  const tell = (mark) => {
    hint.replaceChildren(make("strong", {}, mark.getAttribute("aria-label")));
    for (const row of rowsOf(mark).slice(0, 3)) {
      const words = row.querySelector(".quote"), source = row.querySelector(".note");
      if (words) hint.append(make("q", { lang: words.lang }, shown(words)));
      if (source) hint.append(make("small", {}, shown(source)));
    }
    hint.hidden = false;
    const at = mark.getBoundingClientRect(), own = hint.getBoundingClientRect();
    const above = at.top - own.height - 8;
    hint.style.left = `${Math.max(8, Math.min(at.left, innerWidth - own.width - 8))}px`;
    hint.style.top = `${above > 8 ? above : at.bottom + 8}px`;
  };
  const hide = () => { hint.hidden = true; };
  addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  addEventListener("scroll", hide, { passive: true });
  for (const mark of document.querySelectorAll("a[data-rows]")) {
    mark.addEventListener("pointerenter", (event) => { if (event.pointerType !== "touch") tell(mark); });
    mark.addEventListener("pointerleave", hide);
    mark.addEventListener("focus", () => { if (mark.matches(":focus-visible")) tell(mark); });
    mark.addEventListener("blur", hide);
    mark.addEventListener("click", () => {
      hide();
      const told = rowsOf(mark), table = tableOf.get(told[0].id);
      table?.choose(told.filter((row) => tableOf.get(row.id) === table));
    });
  }
  for (const picture of document.querySelectorAll(".picture svg")) {
    const marks = [...picture.querySelectorAll("a[data-rows]")];
    marks.forEach((mark, place) => {
      mark.setAttribute("tabindex", place ? "-1" : "0"); // one stop a picture; arrows go from mark to mark
      mark.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        const other = marks[place + step];
        if (!other) return;
        event.preventDefault();
        mark.setAttribute("tabindex", "-1");
        other.setAttribute("tabindex", "0");
        other.focus();
      });
    });
  }
})();
