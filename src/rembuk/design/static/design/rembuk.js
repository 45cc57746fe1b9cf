// Progressive enhancement only: every page works without this file.
// Behaviour is asked for by data attributes in the markup (see README.md); nothing here knows a business rule.
(() => {
  "use strict";
  const all = (root, selector) => [
    ...(root.matches?.(selector) ? [root] : []),
    ...root.querySelectorAll(selector),
  ];
  const fill = (text, n) => text.replace("{n}", n);

  // One polite live region for the whole page. Clearing it first makes a repeated message heard again.
  function announce(text) {
    const region = document.getElementById("announce");
    if (!region || !text) return;
    region.textContent = "";
    setTimeout(() => { region.textContent = text; }, 50);
  }

  // Drafts: private windows and full disks may refuse storage; a draft is a convenience, so failure is silent.
  const PREFIX = "rembuk:draft:";
  const drafts = {
    read(key) { try { return localStorage.getItem(PREFIX + key); } catch { return null; } },
    write(key, text) {
      try {
        if (text.trim()) localStorage.setItem(PREFIX + key, text);
        else localStorage.removeItem(PREFIX + key);
        return true;
      } catch { return false; }
    },
    // "*" clears every draft: the page after signing out says so, for telephones that a family shares.
    forget(key) {
      try {
        for (const name of Object.keys(localStorage)) {
          if (name === PREFIX + key || (key === "*" && name.startsWith(PREFIX))) localStorage.removeItem(name);
        }
      } catch { /* nothing was stored either */ }
    },
  };

  // [data-draft=KEY] [data-count=ID of the element that shows it]; [data-draft-note=ID of the "saved" words]
  function writing(area) {
    const counter = document.getElementById(area.dataset.count);
    const note = document.getElementById(area.dataset.draftNote);
    const key = area.dataset.draft;
    let timer;
    const count = () => {
      if (!counter || area.maxLength < 0) return;
      const left = area.maxLength - area.value.length;
      counter.textContent = fill(counter.dataset.text, left);
      counter.classList.toggle("over", left < 50);
    };
    if (key && !area.value) area.value = drafts.read(key) || "";
    count();
    area.addEventListener("input", () => {
      count();
      if (!key) return;
      if (note) note.hidden = true;
      clearTimeout(timer);
      timer = setTimeout(() => {
        const saved = drafts.write(key, area.value);
        if (note) note.hidden = !saved || !area.value.trim();
      }, 400);
    });
    // A write that is still waiting must not bring back what the server has just accepted.
    area.form?.addEventListener("submit", () => { clearTimeout(timer); if (key) drafts.write(key, area.value); });
  }

  // [data-copy=TEXT] [data-copied=WORDS]: hidden until script can serve it.
  function copying(button) {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      announce(button.dataset.copied);
      const label = button.textContent;
      button.textContent = button.dataset.copied;
      setTimeout(() => { button.textContent = label; }, 2000);
    });
  }

  // [data-stream=URL] holds the bar: a link, hidden while nothing waits. Server-sent events carry JSON
  // {id, parent, count, html}: "comment" waits behind the bar, so that nothing moves under a reader's eyes; "changed" and
  // "hidden" alter what stands; "missed" says that too much went by. [data-list] and [data-title] are element ids.
  function stream(box) {
    const bar = box.querySelector("a");
    const list = document.getElementById(box.dataset.list);
    const title = document.getElementById(box.dataset.title);
    const words = ({ dataset }, n) => fill(n === 1 ? dataset.one : dataset.many, n);
    const find = (id) => document.getElementById("k-" + id);
    const waiting = new Map();
    let source, last, missed = false;
    const made = (html) => {
      const holder = document.createElement("template");
      holder.innerHTML = html;
      return holder.content.firstElementChild;
    };
    // A reply's branch may wait too, or stand on another page.
    const spot = (parent) => (parent ? document.getElementById("b-" + parent) : list);
    const show = () => {
      for (const id of waiting.keys()) if (find(id)) waiting.delete(id);
      if (list?.querySelector(".c")) list.querySelector("#kosong")?.remove();
      const n = waiting.size;
      bar.hidden = n === 0 && !missed;
      bar.textContent = missed ? box.dataset.missed : words(box, n);
    };
    const place = ({ parent, html }) => {
      const piece = made(html);
      spot(parent)?.[parent ? "append" : "prepend"](piece);
      window.htmx?.process(piece);
      return piece;
    };
    const heard = {
      comment(news) {
        if (find(news.id) || !(spot(news.parent) || waiting.has(news.parent))) return;
        const first = waiting.size === 0;
        waiting.set(news.id, news);
        show();
        if (first) announce(bar.textContent);
      },
      changed(news) {
        if (waiting.has(news.id)) waiting.set(news.id, news);
        find(news.id)?.querySelector(".text")?.replaceWith(made(news.html).querySelector(".text"));
      },
      hidden(news) {
        waiting.delete(news.id);
        show();
        const piece = find(news.id);
        if (!piece || "own" in piece.dataset) return;
        const gone = Object.assign(document.createElement("p"), { className: "gone", textContent: box.dataset.gone });
        piece.replaceChildren(gone, ...piece.querySelectorAll(":scope > .kids"));
      },
      missed() { missed = true; show(); },
      ready() {},
    };
    const open = () => {
      if (source || document.hidden || navigator.connection?.saveData) return;
      source = new EventSource(box.dataset.stream + (last ? "&sejak=" + last : ""));
      for (const [name, act] of Object.entries(heard)) {
        source.addEventListener(name, (event) => {
          last = event.lastEventId;
          const news = JSON.parse(event.data);
          if (title && "count" in news) title.textContent = words(title, news.count);
          act(news);
        });
      }
    };
    const close = () => { source?.close(); source = undefined; };
    bar.addEventListener("click", (event) => {
      event.preventDefault();
      if (missed) return location.reload();
      const newest = [...waiting.values()].map(place).pop();
      show();
      newest?.setAttribute("tabindex", "-1");
      newest?.focus();
    });
    document.addEventListener("htmx:load", show);
    // An open stream costs battery and data; a page nobody looks at needs none.
    document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
    addEventListener("pagehide", close);
    open();
  }

  function enhance(root) {
    all(root, "[data-draft-done]").forEach((mark) => drafts.forget(mark.dataset.draftDone));
    all(root, "textarea[data-draft], textarea[data-count]").forEach(writing);
    all(root, "[data-copy]").forEach(copying);
    all(root, "[data-stream]").forEach(stream);
  }

  document.addEventListener("htmx:afterRequest", (event) => {
    const done = event.detail.xhr?.getResponseHeader("Rembuk-Draft-Done");
    if (done) drafts.forget(done);
  });
  // Without this a lost request is silence: the words stay in the form, and the page says so.
  const trouble = document.getElementById("trouble");
  const troubled = (is) => () => { if (trouble) trouble.hidden = !is; };
  document.addEventListener("htmx:beforeRequest", troubled(false));
  document.addEventListener("htmx:sendError", troubled(true));
  document.addEventListener("htmx:responseError", troubled(true));
  // htmx:load comes once for each new piece, and once for the body when htmx starts.
  document.addEventListener("htmx:load", (event) => {
    const piece = event.detail.elt;
    if (piece === document.body) return;
    enhance(piece);
    announce(all(piece, "[data-announce]")[0]?.dataset.announce);
    all(piece, "[data-focus]")[0]?.focus();
  });
  enhance(document.body);
})();
