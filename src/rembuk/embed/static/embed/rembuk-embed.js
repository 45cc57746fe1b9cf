// Shows conversations on any page: <div class="rembuk" data-title data-key>, <span class="rembuk-count" data-title data-key>.
// See docs/embed.md. No dependency, no cookie, nothing kept on this page.
(() => {
  "use strict";
  const home = new URL(document.currentScript.src).origin;
  const R = (window.Rembuk = window.Rembuk || {});
  const frames = new Map(); // element -> iframe
  const ready = new WeakSet(); // the iframes that have spoken
  const lang = (el) => el.dataset.language || document.documentElement.lang.slice(0, 2) || "id";
  const english = (el) => lang(el) === "en";
  const theme = (el) => (el.dataset.theme === "auto" ? "" : el.dataset.theme || "");
  const find = (root, name) => [...(root.matches?.(name) ? [root] : []), ...(root.querySelectorAll?.(name) || [])];

  const named = () => (/^#k-[0-9a-f-]{36}$/.test(location.hash) ? location.hash : "");

  function address(el) {
    const { title, key, url, heading } = el.dataset;
    const here = url || document.querySelector('link[rel="canonical"]')?.href || location.href;
    const facts = { alamat: new URL(here, location.href).href.split("#")[0], judul: heading || document.title,
      asal: location.origin, tema: theme(el), bahasa: lang(el), ...(key && { kunci: key }) };
    // The address of a comment leads to this page: its place goes on to the frame.
    const after = new URLSearchParams(location.search).get("setelah");
    if (after) facts.setelah = after;
    return `${home}/sisip/${encodeURIComponent(title)}/bingkai/?${new URLSearchParams(facts)}${named()}`;
  }

  const send = (frame, data) => frame.contentWindow?.postMessage(data, home);
  // A token goes to the frame by message, and to our own origin only: never into an address.
  async function hand(el, frame) {
    if (!("token" in el.dataset) && typeof R.token !== "function") return;
    try {
      send(frame, { rembuk: "token", jwt: el.dataset.token || (R.token && (await R.token(el))) || "" });
    } catch (error) {
      console.error("Rembuk.token:", error);
    }
  }

  function hear(el, frame, data) {
    if (data.rembuk === "tinggi" && data.h >= 0 && data.h < 1e6) frame.style.height = Math.ceil(data.h) + "px";
    if (data.rembuk !== "siap") return;
    ready.add(frame);
    note(el)?.remove();
    frame.style.display = "block";
    // Until now the link in the element was the way to the conversation.
    for (const one of el.children) one.hidden = one !== frame;
    send(frame, { rembuk: "tema", tema: theme(el) });
    hand(el, frame);
  }
  addEventListener("message", ({ origin, source, data }) => {
    if (origin !== home || !data) return;
    for (const [el, frame] of frames) if (frame.contentWindow === source) hear(el, frame, data);
  });

  // What a busy server answers, or one that refuses this site, no site may frame: the reader would see a broken box. Browsers
  // tell the page nothing of it: `load` comes as ever, and no word from inside. Should the word come late, it still counts.
  const note = (el) => el.querySelector(":scope > .rembuk-note");
  function missed(el, frame) {
    if (ready.has(frame) || frames.get(el) !== frame) return;
    const focused = document.activeElement === frame;
    for (const one of el.children) one.hidden = false;
    frame.style.display = "none";
    const said = document.createElement("p");
    said.className = "rembuk-note";
    said.setAttribute("role", "status");
    const again = document.createElement("button");
    again.type = "button";
    again.textContent = english(el) ? "Try again" : "Coba lagi";
    again.onclick = () => R.render(el)?.focus();
    said.append(english(el) ? "This conversation cannot be loaded right now. " : "Percakapan ini belum bisa dimuat. ", again);
    el.append(said);
    if (focused) again.focus();
  }

  const near = new IntersectionObserver((seen) => {
    for (const { isIntersecting, target } of seen) if (isIntersecting) R.render(target);
  }, { rootMargin: "600px" });

  R.render = (el) => {
    near.unobserve(el);
    if (!el.dataset.title) return console.error("Rembuk: data-title is missing", el);
    const src = address(el);
    const old = frames.get(el);
    if (old?.src === src && old.isConnected && !note(el)) return old;
    old?.remove();
    note(el)?.remove();
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-scripts allow-forms allow-same-origin allow-popups allow-popups-to-escape-sandbox");
    frame.title = (english(el) ? "Comments: " : "Komentar: ") + (el.dataset.heading || document.title);
    frame.loading = "lazy";
    frame.style.cssText = "display:block;width:100%;height:20rem;border:0;color-scheme:normal";
    frame.onload = () => setTimeout(missed, 2_000, el, frame);
    frame.src = src;
    frames.set(el, frame);
    el.append(frame);
    return frame;
  };
  R.remove = (el) => {
    near.unobserve(el);
    frames.get(el)?.remove();
    frames.delete(el);
    note(el)?.remove();
    for (const one of el.children) one.hidden = false;
  };

  const words = (el, n) => (english(el) ? `${n} comment${n === 1 ? "" : "s"}` : `${n} komentar`);
  const COUNTS = ".rembuk-count[data-title][data-key]";
  // One request for each title and 200 stories. As plain text, so that browsers need not ask first.
  R.counts = async (spans = find(document, COUNTS)) => {
    const byTitle = new Map();
    for (const el of spans) byTitle.set(el.dataset.title, [...(byTitle.get(el.dataset.title) || []), el]);
    const asks = [];
    for (const [judul, some] of byTitle) {
      const all = [...new Set(some.map((el) => el.dataset.key))];
      for (let i = 0; i < all.length; i += 200) asks.push([judul, all.slice(i, i + 200), some]);
    }
    await Promise.all(asks.map(async ([judul, kunci, some]) => {
      try {
        const answer = await fetch(home + "/_jumlah", { method: "POST", body: JSON.stringify({ judul, kunci }), credentials: "omit" });
        const counted = answer.ok && (await answer.json());
        for (const el of counted ? some : []) {
          if (kunci.includes(el.dataset.key)) el.textContent = words(el, counted[el.dataset.key] || 0);
        }
      } catch { /* the page reads well without numbers */ }
    }));
  };

  let waiting = new Set();
  function later(el) {
    if (!waiting.size) setTimeout(() => { const some = [...waiting].filter((one) => one.isConnected); waiting = new Set(); R.counts(some); }, 50);
    waiting.add(el);
  }
  function take(root) {
    find(root, ".rembuk").forEach((el) => frames.has(el) || (named() ? R.render(el) : near.observe(el)));
    find(root, COUNTS).forEach(later);
  }
  function changed(el, name) {
    if (el.matches(COUNTS)) later(el);
    const frame = frames.get(el);
    if (!frame) return;
    if (name === "data-theme") send(frame, { rembuk: "tema", tema: theme(el) });
    else if (name === "data-token") hand(el, frame);
    else R.render(el);
  }
  new MutationObserver((seen) => {
    for (const { type, target, attributeName, addedNodes } of seen) {
      if (type === "attributes") changed(target, attributeName);
      else addedNodes.forEach(take);
    }
    for (const el of frames.keys()) if (!el.isConnected) R.remove(el);
  }).observe(document.documentElement, {
    childList: true, subtree: true,
    attributeFilter: ["title", "key", "url", "heading", "theme", "language", "token"].map((name) => "data-" + name),
  });
  take(document);
})();
