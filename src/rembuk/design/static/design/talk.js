// The conversation: times, reactions, what concerns the reader alone, new comments, and the frame on another site.
// Needs rembuk.js. Every comment reads, links and answers without this file.
(() => {
  "use strict";
  const { all, announce, ask, enhance, fill, go, lost, meta, plain, refuse, forgive, said } = window.rembuk;
  const root = document.documentElement;
  const section = document.getElementById("bincang");
  const words = ({ dataset }, n) => fill(n === 1 ? dataset.one : dataset.many, n);
  const find = (id) => document.getElementById("k-" + id);
  const made = (html) => {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    return holder.content;
  };

  // "3 menit lalu" for a week, then the date; the date always stays in the title.
  const DAY = 86_400; // seconds
  const UNITS = [["day", DAY], ["hour", 3600], ["minute", 60]];
  const passed = new Intl.RelativeTimeFormat(root.lang || "id");
  const now = new Intl.RelativeTimeFormat(root.lang || "id", { numeric: "auto" }).format(0, "second");
  function age(time) {
    time.title ||= time.textContent;
    const seconds = (Date.now() - Date.parse(time.dateTime)) / 1000;
    const [unit, length] = UNITS.find((one) => seconds >= one[1]) || [];
    let text = unit ? passed.format(-Math.floor(seconds / length), unit).replace("yang lalu", "lalu") : now;
    // A telephone whose clock is wrong must not date a comment into the future.
    if (!(seconds > -60 && seconds < 7 * DAY)) text = time.title;
    if (time.textContent !== text) time.textContent = text;
  }
  setInterval(() => document.hidden || all(document, ".when time").forEach(age), 60_000);

  // Reactions: links without script, toggles with it.
  const isOn = (link) => link.getAttribute("aria-pressed") === "true";
  function tally(link, n, on) {
    link.dataset.n = n;
    link.setAttribute("aria-pressed", on);
    const shown = link.querySelector("b");
    if (shown) shown.textContent = n;
  }
  const reacting = new WeakSet();
  async function react(link) {
    const acts = link.parentElement;
    if (reacting.has(acts)) return;
    const links = [...acts.querySelectorAll(".react")];
    const before = links.map((one) => [one, Number(one.dataset.n) || 0, isOn(one)]);
    const undo = () => before.forEach((state) => tally(...state));
    const on = !isOn(link);
    for (const [one, n, was] of before) tally(one, n + (on && one === link) - was * (on || one === link), on && one === link);
    reacting.add(acts);
    forgive(link);
    try {
      const body = new URLSearchParams({ kind: link.dataset.react, on: Number(on) });
      const answer = await ask(link.href, "POST", body);
      const told = said(answer, await answer.text());
      if (told.reactions) {
        links.forEach((one) => tally(one, told.reactions[one.dataset.react] || 0, told.mine === one.dataset.react));
        if (mine) mine.reacted[link.closest("article").id.slice(2)] = told.mine;
        return;
      }
      undo();
      if (told.go) go(told.go);
      else if (told.message) refuse(link, told.message);
      else lost(link);
    } catch {
      undo();
      lost(link);
    } finally {
      reacting.delete(acts);
    }
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.react");
    if (!link || !plain(event)) return;
    event.preventDefault();
    react(link);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== " " || !event.target.matches("a.react")) return;
    event.preventDefault();
    react(event.target);
  });

  // What concerns this reader alone: one private answer, laid over the page that everyone gets.
  let mine, arrived;
  async function fetchMine() {
    if (!section?.dataset.mine || !(document.querySelector("[data-reader]") || meta("token"))) return;
    try {
      const answer = await ask(section.dataset.mine);
      if (!answer.ok) return;
      mine = await answer.json();
    } catch { return; /* the conversation reads well without it */ }
    suit();
    for (const one of all(document, "[data-notices]")) one.textContent = words(one, mine.notices);
    hold(mine.waiting);
    lay(document);
    arrive();
  }
  // [data-if=FACT] and [data-unless=FACT], such as the two forms of one switch: the focus goes from the one to the other.
  function suit() {
    const left = document.activeElement?.closest("[data-if], [data-unless]");
    const about = (one) => one.dataset.if || one.dataset.unless;
    const boxes = all(document, "[data-if], [data-unless]");
    for (const one of boxes) one.hidden = Boolean(mine[about(one)]) === "unless" in one.dataset;
    if (!left?.hidden) return;
    boxes.find((one) => !one.hidden && about(one) === about(left))?.querySelector("button, a")?.focus();
  }
  function lay(piece) {
    if (!mine) return;
    for (const comment of all(piece, "article.c[data-by]")) {
      const mark = mine.reacted[comment.id.slice(2)];
      for (const link of comment.querySelectorAll(":scope > .acts > .react")) {
        link.setAttribute("aria-pressed", link.dataset.react === mark);
      }
      if (comment.dataset.by === mine.reader) own(comment);
      else if (mine.muted.includes(comment.dataset.by)) fold(comment);
    }
  }
  // While its text may change, the way to that stands beside the others: a page, which a frame shows in its place.
  function own(comment) {
    comment.dataset.own = "";
    const more = comment.querySelector(":scope > .acts > a[href$='/tindakan/']");
    const { edit: word, editFor: seconds } = section.dataset;
    const written = Date.parse(comment.querySelector(":scope > header time")?.dateTime);
    const isOver = comment.dataset.state || !(Date.now() - written < seconds * 1000) || comment.querySelector(":scope > .kids > .c");
    if (!more || !word || isOver || comment.querySelector(":scope > .acts > .edit")) return;
    more.before(Object.assign(document.createElement("a"), {
      className: "act edit", textContent: word, href: more.href.replace("/tindakan/", "/sunting/"),
    }));
  }
  // One line in the place of a muted reader's comment. Whoever opens it has decided; the answers to it stay.
  function fold(comment) {
    if ("muted" in comment.dataset || comment === arrived || !section.dataset.muted) return;
    const name = comment.querySelector(":scope > header .by")?.textContent ?? "";
    const open = Object.assign(document.createElement("button"), { type: "button", className: "act unfold" });
    open.textContent = section.dataset.muted.replace("{name}", name);
    open.setAttribute("aria-expanded", "false");
    open.addEventListener("click", () => {
      open.remove();
      comment.dataset.muted = "open";
      comment.focus({ preventScroll: true });
    });
    comment.dataset.muted = "folded";
    comment.prepend(open);
  }
  // The reader's own comments that wait for a moderator: before the list, unless the page shows them already.
  function hold(html) {
    const list = document.getElementById("percakapan");
    let box = document.getElementById("menunggu");
    if (!box && html && list) {
      box = Object.assign(document.createElement("div"), { id: "menunggu" });
      list.before(box);
    }
    if (!box || html === undefined) return;
    const content = made(html || "");
    box.replaceChildren();
    for (const one of content.querySelectorAll("article[id]")) if (document.getElementById(one.id)) one.remove();
    box.append(content);
    enhance(box);
  }

  // [data-stream=URL] holds the bar: a link, hidden while nothing waits. Server-sent events carry JSON
  // {id, parent, above, count, html} (`above` is whom it answers, `parent` the opener): "comment" waits behind the bar, so that nothing moves under a reader's eyes; "changed" and
  // "hidden" alter what stands; "missed" says that too much went by. [data-list] and [data-title] are element ids.
  function stream(box) {
    const bar = box.querySelector("a");
    const list = document.getElementById(box.dataset.list);
    const title = document.getElementById(box.dataset.title);
    const waiting = new Map();
    let source, last, missed = false;
    // A reply's branch may wait too, or stand on another page; what answers a comment that is not shown goes to the opener.
    const branch = (id) => id && document.getElementById("b-" + id);
    const spot = ({ above, parent }) => (parent ? branch(above) || branch(parent) : list);
    const show = () => {
      for (const id of waiting.keys()) if (find(id)) waiting.delete(id);
      if (list?.querySelector(".c")) list.querySelector("#kosong")?.remove();
      const n = waiting.size;
      bar.hidden = n === 0 && !missed;
      bar.textContent = missed ? box.dataset.missed : words(box, n);
    };
    const place = (news) => {
      const where = spot(news);
      const piece = made(news.html).firstElementChild;
      if (!where || !piece) return undefined;
      piece.classList.add("new");
      // The way to the rest of a branch stays its last line.
      const rest = news.parent && where.querySelector(":scope > p");
      if (rest) rest.before(piece);
      else where[news.parent ? "append" : "prepend"](piece);
      enhance(piece);
      return piece;
    };
    const heard = {
      comment(news) {
        if (find(news.id) || !(spot(news) || waiting.has(news.parent))) return;
        if (mine?.muted.includes(made(news.html).firstElementChild?.dataset.by)) return;
        const first = waiting.size === 0;
        waiting.set(news.id, news);
        show();
        if (first) announce(bar.textContent);
      },
      changed(news) {
        if (waiting.has(news.id)) waiting.set(news.id, news);
        const fresh = made(news.html);
        for (const part of [":scope > header", ":scope > .text"]) {
          const old = find(news.id)?.querySelector(part);
          const next = fresh.firstElementChild.querySelector(part);
          if (old && next) old.replaceWith(next);
          if (old && next) enhance(next);
        }
      },
      hidden(news) {
        waiting.delete(news.id);
        show();
        const piece = find(news.id);
        if (!piece || "own" in piece.dataset) return;
        const gone = Object.assign(document.createElement("p"), { className: "gone", textContent: box.dataset.gone });
        // Someone may be writing an answer in there.
        piece.replaceChildren(gone, ...piece.querySelectorAll(":scope > .kids, :scope > [id^='r-']"));
        piece.setAttribute("aria-label", box.dataset.gone);
        piece.dataset.state = "gone";
      },
      presence({ readers }) {
        for (const one of all(document, "[data-presence]")) {
          one.hidden = readers < 2; // the reader knows of one
          one.textContent = fill(one.dataset.presence, readers);
        }
      },
      missed() { missed = true; show(); },
      ready() {},
    };
    const open = () => {
      if (source || document.hidden || navigator.connection?.saveData) return;
      source = new EventSource(box.dataset.stream + (last ? "&sejak=" + last : ""));
      for (const [name, act] of Object.entries(heard)) {
        source.addEventListener(name, (event) => {
          last = event.lastEventId || last;
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
      const placed = [...waiting.values()].map(place).filter(Boolean);
      waiting.clear();
      show();
      const first = placed.sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1))[0];
      first?.setAttribute("tabindex", "-1");
      first?.focus();
    });
    document.addEventListener("rembuk:piece", show);
    // An open stream costs battery and data; a page nobody looks at needs none.
    document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
    addEventListener("pagehide", close);
    open();
  }

  // The comment that the address names, also when it arrives with a later page.
  function arrive() {
    const piece = location.hash.startsWith("#k-") && document.getElementById(location.hash.slice(1));
    if (!piece || piece === arrived) return;
    arrived?.classList.remove("target");
    arrived = piece;
    piece.classList.add("target");
    piece.setAttribute("tabindex", "-1");
    piece.focus();
  }
  addEventListener("hashchange", arrive);

  function dress(piece) {
    all(piece, ".when time").forEach(age);
    for (const link of all(piece, "a.react")) {
      link.setAttribute("role", "button");
      if (!link.hasAttribute("aria-pressed")) link.setAttribute("aria-pressed", "false");
    }
    all(piece, "[data-stream]").forEach(stream);
    lay(piece);
  }
  let grown = false;
  document.addEventListener("rembuk:piece", ({ detail: piece }) => {
    dress(piece);
    grown ||= all(piece, ".c[data-by]").length > 0;
  });
  // More comments on the page, so more that may concern the reader; a sort also stands in the address.
  document.addEventListener("rembuk:swapped", ({ detail: link }) => {
    if (link.matches(".sorts a")) {
      for (const one of link.closest(".sorts").querySelectorAll("a")) one.removeAttribute("aria-current");
      link.setAttribute("aria-current", "true");
      // In a frame the address is another site's, and there is no bar that shows it.
      if (link.origin === location.origin) history.replaceState(history.state, "", link.href);
      announce(link.textContent);
    }
    if (("get" in link.dataset && grown) || link.matches("[data-if], [data-unless]")) fetchMine();
    grown = false;
    arrive();
  });
  // The embedding page's own sign-in may come later than this page.
  document.addEventListener("rembuk:reader", fetchMine);

  // In a frame on another site: its height follows the content, and only the site that may embed it is told. A browser
  // runs no observer in a frame below the screen, so the first height is told without one.
  const site = meta("origin");
  if ("frame" in root.dataset && site && window.parent !== window) {
    let h;
    const tell = () => {
      const height = Math.ceil(root.getBoundingClientRect().height);
      if (h !== height) window.parent.postMessage({ rembuk: "tinggi", id: root.dataset.frame, h: h = height }, site);
    };
    new ResizeObserver(tell).observe(root);
    addEventListener("load", tell);
    document.addEventListener("rembuk:piece", tell);
  }

  dress(document.body);
  fetchMine();
  arrive();
})();
