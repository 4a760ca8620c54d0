"use strict";
// Makes the tables of a report sortable, searchable and paged, and lets a reader take them away as CSV.
// Without scripts the tables are complete and plain; print shows every row in either case.
(() => {
  const LONG_PAGE = 25, SHORT_PAGE = 10, SEARCH_FROM = 10, SORT_FROM = 3;
  const words = JSON.parse(document.body.dataset.words);
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" });

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
  const number = (text) => {
    const plain = text.replace(/[\s\u00a0\u202f,]/g, "").replace(/^[−–]/, "-").replace(/%$/, "");
    return /^[-+]?\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
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
    let order = rows, fitting = rows, page = 0;

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
      status.textContent = `${range}${fitting.length} ${words.rows}${all}`;
      previous.disabled = page === 0;
      next.disabled = page === pages - 1;
      previous.hidden = next.hidden = pages === 1;
    };
    const turn = (step) => { page += step; draw(); box.scrollIntoView({ block: "start" }); };
    previous.addEventListener("click", () => turn(-1));
    next.addEventListener("click", () => turn(1));

    if (rows.length >= SEARCH_FROM) {
      const texts = new Map(rows.map((row) => [row, row.textContent.toLocaleLowerCase()]));
      const search = make("input", { type: "search", "aria-label": `${words.search}: ${name}`, placeholder: words.search });
      search.addEventListener("input", () => {
        const wanted = search.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
        fitting = order.filter((row) => wanted.every((word) => texts.get(row).includes(word)));
        page = 0;
        draw();
      });
      above.append(search, status);
      box.prepend(above);
    }

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
          const kept = new Set(fitting);
          fitting = order.filter((row) => kept.has(row));
          (records ? table : body).append(...order);
          page = 0;
          draw();
        });
      });
    }
    draw();
  };
  for (const box of document.querySelectorAll("div.table")) improve(box);

  // The index: show the cards in which every word stands.
  const filter = document.getElementById("filter");
  if (filter) {
    const cards = [...document.querySelectorAll(".card")], none = document.querySelector(".none");
    const status = document.querySelector(".filter [role=status]");
    filter.closest("[hidden]").hidden = false;
    filter.addEventListener("input", () => {
      const wanted = filter.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
      for (const card of cards) {
        card.hidden = !wanted.every((word) => card.textContent.toLocaleLowerCase().includes(word));
      }
      const left = cards.filter((card) => !card.hidden).length;
      none.hidden = left > 0;
      status.textContent = `${left} ${words.of} ${cards.length}`;
    });
  }
})();
