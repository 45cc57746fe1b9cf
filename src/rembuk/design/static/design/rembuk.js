// Progressive enhancement only: every page works without this file.
// Behaviour is asked for by data attributes in the markup (see README.md); nothing here knows a business rule.
window.rembuk = (() => {
  "use strict";
  const all = (root, selector) => [
    ...(root.matches?.(selector) ? [root] : []),
    ...root.querySelectorAll(selector),
  ];
  const fill = (text, n) => text.replace("{n}", n);
  const meta = (name) => document.querySelector(`meta[name="rembuk-${name}"]`)?.content;
  // "rembuk:piece" (an element that arrived), "rembuk:swapped" (what was pressed), "rembuk:go" (an address; may be stopped)
  const tell = (name, detail) => document.dispatchEvent(new CustomEvent("rembuk:" + name, { cancelable: true, detail }));

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

  // Called for the page, and again for every piece that arrives; talk.js hears of the piece by the event.
  function enhance(root) {
    all(root, "[data-draft-done]").forEach((mark) => drafts.forget(mark.dataset.draftDone));
    all(root, "textarea[data-draft], textarea[data-count]").forEach(writing);
    all(root, "[data-copy]").forEach(copying);
    tell("piece", root);
  }

  // A request says who asks by the site's cookies; in a frame on another site, where these are missing, by a token, and
  // by the frame's mark which frame it is.
  function ask(url, method = "GET", body = undefined) {
    const headers = { "Rembuk-Piece": "1" };
    const token = meta("token"), frame = meta("frame");
    if (token) headers.Authorization = "Bearer " + token;
    if (frame) headers["Rembuk-Frame"] = frame;
    if (method !== "GET") {
      try {
        headers["X-CSRFToken"] = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] || "";
      } catch { /* a sandboxed frame may not read cookies, and sends the token instead */ }
    }
    return fetch(url, { method, body, headers, credentials: "same-origin" });
  }

  // An address that differs from the open page in its anchor alone would load nothing, so it is loaded anew.
  function go(address) {
    const to = new URL(address, location.href);
    if (!tell("go", to.href)) return;
    if (to.origin + to.pathname + to.search !== location.origin + location.pathname + location.search) {
      location.assign(to);
    } else {
      history.replaceState(history.state, "", to);
      location.reload();
    }
  }

  // What an answer that is not swapped says: {message, go}.
  function said(answer, text) {
    const type = answer.headers.get("Content-Type") || "";
    try {
      if (type.includes("json")) return JSON.parse(text) || {};
    } catch { /* cut off on its way: as good as no words */ }
    return { message: type.startsWith("text/plain") ? text.trim() : "" };
  }

  const refusals = new WeakMap();
  const forgive = (element) => refusals.get(element)?.remove();

  // The server's sentence, beside what was pressed; what was written stays.
  function refuse(element, words) {
    const note = Object.assign(document.createElement("p"), { className: "refusal", textContent: words });
    note.setAttribute("role", "alert");
    refusals.set(element, note);
    if (element.tagName !== "FORM") return (element.closest(".acts, p") || element).after(note);
    const last = element.querySelector(".row");
    if (last) last.before(note);
    else element.append(note);
  }

  // Without this a lost request is silence. A frame is as tall as its content, so there the page's bar may be far away.
  const bar = document.getElementById("trouble");
  function lost(element) {
    if (bar && !("frame" in document.documentElement.dataset)) bar.hidden = false;
    else if (bar) refuse(element, bar.textContent.trim());
  }

  const aim = (selector, from) => {
    if (!selector) return from;
    return selector.startsWith("closest ") ? from.closest(selector.slice(8)) : document.querySelector(selector);
  };
  const WAYS = { inner: "replaceChildren", outer: "replaceWith", prepend: "prepend", append: "append" };

  // No article stands twice: what the reader has just sent replaces what the stream had brought, anything else stays out.
  function once(content, leaving, sent, pieces) {
    for (const twin of content.querySelectorAll("article[id]")) {
      const old = document.getElementById(twin.id);
      if (!old || leaving?.contains(old)) continue;
      twin.remove();
      if (!sent) continue;
      old.replaceWith(twin);
      pieces.push(twin);
    }
  }

  // Puts HTML into the page; then its behaviour, its words, and the focus, which must not fall back to the page's start.
  function place(html, target, way, sent) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const { content } = holder;
    const pieces = [];
    const focused = document.activeElement;
    for (const piece of content.querySelectorAll("[data-oob]")) {
      const old = document.getElementById(piece.id);
      piece.remove();
      old?.replaceWith(piece);
      if (old) pieces.push(piece);
    }
    if (target) {
      once(content, way.endsWith("end") ? null : target, sent, pieces);
      pieces.unshift(...content.children);
      target[WAYS[way]](content);
    }
    pieces.forEach(enhance);
    const among = (selector) => pieces.flatMap((piece) => all(piece, selector))[0];
    const words = among("[data-announce]");
    announce(words?.dataset.announce);
    if (words?.hidden) words.remove();
    const wanted = among("[data-focus], [autofocus]") || (sent && among("article"));
    if (wanted) return wanted.focus();
    const first = pieces.find((piece) => piece.isConnected && !piece.hidden);
    if (focused?.isConnected || !first) return;
    if (first.tabIndex < 0) first.tabIndex = -1;
    first.focus({ preventScroll: true });
  }

  function request(element, submitter) {
    const { dataset } = element;
    const method = "post" in dataset ? "POST" : "GET";
    const url = submitter?.getAttribute("formaction") || dataset.post || dataset.get
      || element.getAttribute("action") || element.getAttribute("href") || location.href;
    if (element.tagName !== "FORM") return [url, method];
    const fields = new FormData(element);
    if (submitter?.name) fields.append(submitter.name, submitter.value);
    const words = new URLSearchParams(fields);
    if (method === "GET") return [url.split(/[?#]/)[0] + "?" + words, method];
    return [url, method, element.enctype.startsWith("multipart") ? fields : words];
  }

  // What is under way. A second press is not a second request; the button keeps the focus, so it is not `disabled`.
  const busy = new WeakSet();
  function held(element, button, is) {
    busy[is ? "add" : "delete"](element);
    for (const one of [element, button]) one.toggleAttribute("data-busy", is);
    if (is) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }

  // The newest question about a place: an older one that is answered later must not win.
  const newest = new WeakMap();

  async function press(element, submitter) {
    if (busy.has(element)) return;
    const target = aim(element.dataset.target, element);
    const [url, method, body] = request(element, submitter);
    const turn = {};
    if (method === "GET") newest.set(target, turn);
    let answer, text;
    held(element, submitter || element, true);
    forgive(element);
    try {
      answer = await ask(url, method, body);
      text = await answer.text();
    } catch {
      return lost(element);
    } finally {
      held(element, submitter || element, false);
    }
    if (bar) bar.hidden = true;
    if (method === "GET" && newest.get(target) !== turn) return;
    settle(element, answer, text);
  }

  // What was sent is taken: the form is empty again, and the next text goes under a key of its own.
  function freshen(form, key) {
    form.elements.client_key.value = key;
    all(form, ".nudge").forEach((error) => error.remove());
    for (const area of all(form, "textarea")) {
      area.value = "";
      area.removeAttribute("aria-invalid");
      area.dispatchEvent(new Event("input"));
    }
  }

  function settle(element, answer, text) {
    const header = (name) => answer.headers.get("Rembuk-" + name);
    if (header("Draft-Done")) drafts.forget(header("Draft-Done"));
    if (header("Fresh")) freshen(element, header("Fresh"));
    if (header("Go")) return go(header("Go"));
    if (answer.redirected) return go(answer.url);
    if (!answer.ok && answer.status !== 422) {
      const { message, go: way } = said(answer, text);
      if (way) return go(way);
      return message ? refuse(element, message) : lost(element);
    }
    const { target, swap, post } = element.dataset;
    if (answer.status !== 204) {
      const way = header("Swap") || swap || (target ? "inner" : "outer");
      place(text, aim(header("Target") || target, element), way, post !== undefined);
    }
    tell("swapped", element); // a link that was replaced hears nothing
  }

  const plain = (event) =>
    !(event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  function pressed(event, element, submitter) {
    // Without the place to put the answer, the link or the form does what it does without script.
    if (!element || !aim(element.dataset.target, element)) return;
    event.preventDefault();
    press(element, submitter);
  }
  document.addEventListener("click", (event) => {
    if (plain(event)) pressed(event, event.target.closest("a:is([data-get], [data-post]), button:is([data-get], [data-post])"));
  });
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) pressed(event, event.target.closest("form:is([data-get], [data-post])"), event.submitter);
  });

  enhance(document.body);
  return { all, announce, ask, enhance, fill, go, lost, meta, plain, refuse, forgive, said };
})();
