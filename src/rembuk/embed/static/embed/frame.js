// In the frame on another site: who the reader is, without any cookie. Needs rembuk.js and talk.js; see ../../README.md.
(() => {
  "use strict";
  const { all, announce, ask, enhance, meta } = window.rembuk;
  const root = document.documentElement;
  const site = meta("origin");
  const section = document.getElementById("bincang");
  const note = document.getElementById("kabar");
  const me = document.getElementById("saya");
  const base = location.pathname.replace(/bingkai\/$/, "");
  const framed = window.parent !== window;

  function say(text) {
    note.textContent = text;
    note.hidden = !text;
  }

  // The token lives in memory and in this tab's own storage, which browsers keep apart for each embedding site.
  const PLACE = "rembuk:token:" + base;
  let own = null; // { token, until, name, by: "jwt" | "kode", who }
  const store = {
    read() { try { return JSON.parse(sessionStorage.getItem(PLACE)); } catch { return null; } },
    write(value) {
      try {
        if (value) sessionStorage.setItem(PLACE, JSON.stringify(value));
        else sessionStorage.removeItem(PLACE);
      } catch { /* then it lives as long as this page */ }
    },
  };

  function hold(value) {
    own = value;
    store.write(value);
    document.querySelector('meta[name="rembuk-token"]')?.remove();
    if (value) document.head.append(Object.assign(document.createElement("meta"), { name: "rembuk-token", content: value.token }));
    me.hidden = !value;
    if (value) me.firstElementChild.textContent = me.dataset.sapa.replace("{name}", value.name);
  }

  // The section again, as this reader sees it. Never by loading the page anew: where a browser gives a frame no storage,
  // that would lose the token. `ids` are the parts to renew; a page where nobody had written yet is renewed whole.
  // Only the answer to the last question counts: who signs out while an older one is under way must not be shown again.
  const stale = new Set();
  let turn = 0;
  async function renew(...ids) {
    const asked = ++turn;
    ids.forEach((id) => stale.add(id));
    const answer = await patiently(() => ask(location.href));
    if (asked !== turn) return undefined;
    if (answer?.status === 401) return leave();
    if (!answer?.ok) return say(note.dataset.putus);
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    const fresh = holder.content.getElementById("bincang");
    if (!fresh || asked !== turn) return undefined;
    const { reader, mine, edit, editFor, muted } = fresh.dataset;
    for (const [name, value] of Object.entries({ reader, mine, edit, editFor, muted })) {
      if (value) section.dataset[name] = value;
      else delete section.dataset[name];
    }
    if (fresh.querySelector("[data-stream]") && !section.querySelector("[data-stream]")) {
      section.replaceChildren(...fresh.childNodes);
      enhance(section);
    } else {
      for (const id of stale) swap(document.getElementById(id), fresh.querySelector("#" + id));
    }
    stale.clear();
    if (own) document.dispatchEvent(new Event("rembuk:reader"));
    return undefined;
  }
  // A form that fits no longer must not stand because one answer was lost.
  async function patiently(question) {
    let answer;
    for (const pause of [0, 1_000, 4_000]) {
      if (pause) await new Promise((go) => { setTimeout(go, pause); });
      try {
        answer = await question();
        if (answer.ok || answer.status < 500) break;
      } catch { /* once more */ }
    }
    return answer;
  }
  function swap(old, fresh) {
    if (!old || !fresh) return;
    const writing = old.contains(document.activeElement);
    const text = old.querySelector("textarea")?.value;
    old.replaceWith(fresh);
    enhance(fresh);
    const area = fresh.querySelector("textarea");
    if (area && text && !area.value) area.value = text;
    if (area && writing) area.focus();
  }
  const ALL = ["talk-title", "compose", "menunggu", "percakapan"];

  function leave() {
    hold(null);
    say(note.dataset.keluar);
    return renew("compose", "menunggu");
  }

  async function exchange(what, by, who) {
    try {
      const answer = await fetch(base + "tukar/", {
        method: "POST", body: JSON.stringify(what), headers: { "Content-Type": "application/json" }, credentials: "omit",
      });
      const given = await answer.json();
      if (!given.token) return say(given.message || note.dataset.putus);
      hold({ ...given, by, who });
      say("");
      announce(note.dataset.masuk.replace("{name}", given.name));
      return renew("compose", "menunggu");
    } catch {
      return say(note.dataset.putus);
    }
  }

  // ---- the window of ours. What it is asked with is ready before the press, because browsers open windows only then.
  const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
  let pair;
  async function prepare() {
    const secret = hex(crypto.getRandomValues(new Uint8Array(32)));
    const mark = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret));
    pair = { secret, mark: hex(mark) };
  }
  let popup;
  function enter() {
    if (!pair) return say(note.dataset.putus);
    const query = new URLSearchParams({ judul: root.dataset.judul, asal: site, tanda: pair.mark, bahasa: root.lang });
    popup = window.open("/sisip/masuk/?" + query, "rembuk-masuk", "popup,width=480,height=720");
    return say(popup ? "" : note.dataset.halang);
  }

  addEventListener("message", ({ origin, source, data }) => {
    if (!data || typeof data !== "object") return;
    if (origin === location.origin && popup && source === popup && data.rembuk === "kode") {
      const { secret } = pair;
      pair = popup = undefined;
      prepare();
      exchange({ kode: String(data.kode), rahasia: secret }, "kode");
    }
    if (!framed || source !== window.parent || origin !== site) return;
    if (data.rembuk === "tema") {
      if (data.tema) root.dataset.theme = data.tema;
      else delete root.dataset.theme;
    }
    if (data.rembuk === "token") known(data.jwt);
  });

  // The site says who is signed in there. The same person again needs no new token; nobody ends only what it began.
  function known(jwt) {
    if (typeof jwt !== "string" || !jwt) return own?.by === "jwt" && out();
    let who = "";
    try {
      const { sub, name } = JSON.parse(atob(jwt.split(".")[1].replace(/-/g, "+").replace(/_/g, "/")));
      who = JSON.stringify([sub, name]);
    } catch { /* the server says what is wrong with it */ }
    if (own?.by === "jwt" && own.who === who && own.until - Date.now() > 3_600_000) return undefined;
    return exchange({ jwt, asal: site }, "jwt", who);
  }

  async function out() {
    try {
      await ask("/sisip/keluar/", "POST");
    } catch { /* it ends by itself after some hours */ }
    await leave();
  }
  me.querySelector("button").addEventListener("click", out);

  // ---- whatever leads to signing in opens the window; what else leads away opens beside the frame
  const leads = (address, ...names) => names.some((name) => new URL(address, location.href).pathname === root.dataset[name]);
  const stop = (event) => { event.preventDefault(); event.stopImmediatePropagation(); };
  document.addEventListener("rembuk:go", (event) => {
    const to = new URL(event.detail);
    event.preventDefault();
    if (to.pathname === location.pathname) done();
    else if (leads(to, "masuk", "daftar")) enter();
    else window.open(to, "_blank", "noopener");
  });

  // Pages with a form that concern one comment: shown below it, because a window of their own would not know the reader.
  const DEED = /^\/bincang\/komentar\/([0-9a-f-]{36})\/(sunting|tarik|laporkan)\/$/;
  const box = (id) => document.getElementById("r-" + id);
  async function deed(url, id, body) {
    try {
      const answer = await fetch(url, {
        method: body ? "POST" : "GET", body, redirect: "manual", credentials: "omit",
        headers: { Authorization: "Bearer " + own.token },
      });
      if (answer.type === "opaqueredirect") return done(id);
      if (answer.status === 401) return leave();
      const page = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main .page");
      if (!page) return say(note.dataset.putus);
      const piece = document.adoptNode(page);
      piece.className = "deed";
      piece.tabIndex = -1;
      piece.querySelector("form")?.setAttribute("data-deed", url);
      box(id).replaceChildren(piece);
      enhance(piece);
      return piece.focus();
    } catch {
      return say(note.dataset.putus);
    }
  }
  async function done(id) {
    await renew(...ALL);
    announce(note.dataset.selesai);
    const piece = document.getElementById(id ? "k-" + id : "bincang")?.querySelector(id ? "header" : "article.c");
    (piece?.closest("article") || document.getElementById("main")).focus();
  }

  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return undefined;
    const place = link.hash && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (place && link.getAttribute("href").startsWith("#")) {
      stop(event);
      return place.focus();
    }
    const to = new URL(link.href);
    const found = to.origin === location.origin && DEED.exec(to.pathname);
    if (found && box(found[1])) {
      stop(event);
      if (own) deed(to.pathname, found[1]);
      else enter();
    } else if (to.origin === location.origin && leads(to, "masuk", "daftar")) {
      stop(event);
      enter();
    } else if (link.closest(".deed .row")) {
      stop(event);
      link.closest(".deed").remove();
    }
    return undefined;
  }, true);
  addEventListener("submit", (event) => {
    const form = event.target;
    if (leads(form.action, "masuk")) {
      event.preventDefault();
      enter();
    } else if (form.dataset.deed && own) {
      stop(event);
      deed(form.dataset.deed, DEED.exec(form.dataset.deed)[1], new URLSearchParams(new FormData(form)));
    }
  }, true);

  // A sort stands in an address that is the frame's own; an answer is written below its comment, not elsewhere.
  function dress(piece) {
    for (const link of all(piece, ".sorts a[data-get]")) {
      const here = new URL(location.href);
      here.searchParams.set("urut", new URL(link.dataset.get, location.href).searchParams.get("urut"));
      link.href = here.pathname + here.search;
    }
    for (const link of all(piece, ".menu a[href$='/balas/']")) {
      link.dataset.get = "";
      link.dataset.target = "#r-" + link.pathname.split("/")[3];
    }
  }
  document.addEventListener("rembuk:piece", ({ detail }) => dress(detail));
  dress(document.body);

  prepare();
  const kept = store.read();
  if (kept?.token && kept.until > Date.now()) {
    hold(kept);
    renew("compose", "menunggu");
  }
  if (framed && site) window.parent.postMessage({ rembuk: "siap" }, site);
})();
