// The moderators' desk. The page works without it; it adds keys, claims, and decisions without a new page.
const desk = document.querySelector("[data-desk]");
const $ = (id) => document.getElementById(id);
const words = desk.dataset;
const wide = matchMedia("(min-width: 64rem)");
const JSON_ONLY = { Accept: "application/json" };
const TAKE_AFTER = 120, NEWS_EVERY = 5000, PROLONG_EVERY = 45000, UNDO_FOR = 60000;
let held = null, shown = null, active = Date.now(), prolonged = 0, taking = 0, undoing = 0, asked = 0, showing = 0;

const items = () => [...$("list").querySelectorAll("article")];
const free = () => items().filter((one) => !one.classList.contains("is-taken"));
const current = () => $("list").querySelector('article[tabindex="0"]');
const token = () => desk.querySelector("[name=csrfmiddlewaretoken]").value;
const picked = () => [...$("list").querySelectorAll("[name=item]:checked")];

// `seen`: the same stands on the screen already, so it is only read out.
function say(text, seen = false) {
  $("said").classList.toggle("w-sr-only", seen);
  $("said").textContent = "";
  // A change of its own, so that the same sentence is read again.
  requestAnimationFrame(() => { $("said").textContent = text; });
}

async function post(address, fields) {
  const body = new URLSearchParams({ csrfmiddlewaretoken: token(), ...fields });
  const answer = await fetch(address, { method: "POST", headers: JSON_ONLY, body });
  return answer.status === 200 ? answer.json() : {}; // letting go is answered with nothing
}

// ---------------------------------------------------------------- one comment at a time

function go(article, quietly = false) {
  for (const one of items()) one.tabIndex = one === article ? 0 : -1;
  if (!article) return;
  if (shown && shown !== article) close(); // what was asked for there is not meant for this one
  for (const one of items()) if (one !== article) one.querySelector("details[open]")?.removeAttribute("open");
  article.focus({ preventScroll: true });
  article.scrollIntoView({ block: quietly ? "nearest" : "start" });
  clearTimeout(taking);
  taking = setTimeout(take, TAKE_AFTER, article);
}

function step(way) {
  const all = items(), at = all.indexOf(current());
  const rest = way > 0 ? all.slice(at + 1) : all.slice(0, Math.max(at, 0)).reverse();
  const next = rest.find((one) => !one.classList.contains("is-taken"));
  if (next) return go(next);
  const link = way > 0 && desk.querySelector("#rest a[rel=next]");
  if (link) return load(link.href);
  say(words.end);
}

async function take(article) {
  const leaving = held && held !== article ? { leaving: held.dataset.id } : {};
  held = article;
  prolonged = Date.now();
  const answer = await post(article.dataset.take, leaving).catch(() => ({}));
  if (answer.gone) return lose(article, words.decided);
  if (answer.message) {
    mark(article, answer.message);
    if (article === current()) { say(answer.message); step(1); }
    return;
  }
  if (wide.matches && article === current() && shown !== article) show("around", article, false);
}

function mark(article, text) {
  let note = article.querySelector(".desk-taken");
  article.classList.toggle("is-taken", Boolean(text));
  if (!text) return note?.remove();
  if (!note) article.append(note = Object.assign(document.createElement("p"), { className: "desk-taken" }));
  note.textContent = text;
  article.querySelector("[name=item]")?.removeAttribute("checked");
}

function lose(article, text) {
  const mine = article === current();
  remove([Number(article.dataset.item)]);
  if (mine) say(text);
}

// Takes decided comments out of the list and goes on to what follows the one that was read.
function remove(ids) {
  const all = items(), at = all.indexOf(current());
  const gone = new Set(ids.map(String));
  const had = at < 0 || gone.has(all[at].dataset.item);
  const next = all.slice(Math.max(at, 0)).concat(all.slice(0, Math.max(at, 0)).reverse()).find((one) => !gone.has(one.dataset.item) && !one.classList.contains("is-taken"));
  for (const one of all) if (gone.has(one.dataset.item)) one.remove();
  count();
  if (!had) return;
  held = null;
  close();
  if (next) return go(next);
  const link = desk.querySelector("#rest a[rel=next]");
  load(items().length && link ? link.href : location.href);
}

// ---------------------------------------------------------------- sending

desk.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-send]");
  if (!form) return;
  event.preventDefault();
  send(form, event.submitter);
});

async function send(form, button, sure = false) {
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  const body = new URLSearchParams(new FormData(form));
  if (button?.name) body.append(button.name, button.value);
  if (sure) body.append("sure", "1");
  try {
    const answer = await fetch(form.action, { method: "POST", headers: JSON_ONLY, body });
    if (answer.redirected || answer.status === 403) return say(words.out); // to the page for signing in
    if (!answer.ok) throw new Error(answer.status);
    handle(form, button, await answer.json());
  } catch {
    say(words.failed);
  } finally {
    delete form.dataset.busy;
  }
}

function handle(form, button, answer) {
  if (answer.ask) return ask(form, button, answer.ask);
  document.dispatchEvent(new CustomEvent("w-messages:clear")); // what an earlier page said holds no longer
  say(answer.message, answer.undo?.text === answer.message);
  if (form.hasAttribute("data-note") && answer.ok) return show("around", current(), true);
  if (form.hasAttribute("data-undo")) offer(null);
  if (answer.undo) offer(answer.undo);
  if (answer.back?.length) return load(location.href, answer.back[0]);
  if (answer.stale?.length) return load(location.href, answer.stale[0]);
  if (answer.gone?.length) remove(answer.gone);
}

function ask(form, button, question) {
  $("ask-title").textContent = question;
  $("ask").onclose = () => { if ($("ask").returnValue === "yes") send(form, button, true); };
  $("ask").returnValue = "no";
  $("ask").showModal();
}

function offer(undo) {
  const form = desk.querySelector("[data-undo]");
  clearTimeout(undoing);
  form.hidden = !undo;
  if (!undo) return;
  form.action = undo.address;
  form.querySelector("[data-undo-text]").textContent = undo.text;
  undoing = setTimeout(offer, UNDO_FOR, null);
}

// Puts another page of the queue in the place of this one; the sentence that was just said stays.
async function load(address, wanted = 0) {
  const number = ++asked;
  $("list").setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (number !== asked) return;
    if (!page.getElementById("list")) return location.assign(address);
    if (held?.isConnected) post(held.dataset.leave).catch(() => {});
    close();
    for (const id of ["list", "rest", "counts"]) $(id).replaceWith(document.adoptNode(page.getElementById(id)));
    const form = page.getElementById("together");
    if (form && !$("together")) desk.querySelector(".desk-foot").append(document.adoptNode(form));
    history.replaceState(null, "", address);
    held = null;
    begin(wanted);
  } catch {
    say(words.failed);
  }
}

// ---------------------------------------------------------------- context, similar comments, notes

function close() {
  shown = null;
  showing += 1;
  $("pane").hidden = true;
  $("pane").replaceChildren();
  desk.querySelector(".desk-columns").append($("pane"));
}

async function show(what, article, focus, inside = "h2") {
  const link = article?.querySelector(`[data-act=${what}]`);
  if (!link) return;
  const number = ++showing;
  shown = article;
  const answer = await fetch(link.href, { headers: { "Rembuk-Piece": "desk" } }).catch(() => null);
  if (!answer?.ok) return say(words.failed);
  const html = await answer.text();
  if (number !== showing || article !== current()) return;
  const page = new DOMParser().parseFromString(html, "text/html");
  $("pane").replaceChildren(...page.body.children);
  if (wide.matches) desk.querySelector(".desk-columns").append($("pane"));
  else article.append($("pane"));
  $("pane").hidden = false;
  $("pane").scrollTop = 0;
  if (focus) $("pane").querySelector(inside)?.focus();
}

// What a decision is about now: the similar comments that are shown, what is selected, or the comment that is read.
function scope() {
  const similar = $("pane").querySelector(".desk-similar form");
  if (similar && !$("pane").hidden) return similar;
  return picked().length ? $("together") : current()?.querySelector("form.desk-decide");
}

function count() {
  const form = $("together"), many = picked().length;
  if (!form) return;
  form.hidden = many === 0;
  $("picked").textContent = words.picked.replace("{n}", many);
}

// ---------------------------------------------------------------- keys

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  a: () => scope()?.querySelector("[data-act=approve]")?.click(),
  r: () => {
    const list = scope()?.querySelector("details");
    if (!list) return;
    list.open = true;
    list.querySelector(".desk-reason")?.focus();
    list.scrollIntoView({ block: "nearest" });
  },
  u: () => {
    const form = desk.querySelector("[data-undo]");
    if (form.hidden) say(words.nothing);
    else form.requestSubmit();
  },
  s: () => { say(words.skipped); step(1); },
  c: () => show("around", current(), true),
  m: () => show("similar", current(), true),
  n: () => show("around", current(), true, "[name=text]"),
  x: () => {
    const box = current()?.querySelector("[name=item]");
    if (!box) return;
    box.checked = !box.checked;
    count();
    say(words.picked.replace("{n}", picked().length), true);
  },
  "/": () => {
    const box = desk.querySelector(".desk-filter");
    box.open = true;
    box.querySelector("[name=text]").focus();
  },
  "?": () => $("help").showModal(),
  Escape: () => {
    const list = desk.querySelector(".desk-no[open]");
    if (list) list.open = false;
    else if ($("pane").querySelector(".desk-similar") || $("pane").contains(document.activeElement)) {
      close();
      if (wide.matches) show("around", current(), false);
    } else if (picked().length) for (const box of picked()) box.checked = false;
    else if (!wide.matches) close();
    count();
    current()?.focus();
  },
};

function typing(target) {
  if (target.type === "checkbox") return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function press(event) {
  const target = event.target, inside = target === document.body || desk.contains(target);
  if (!inside || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  if (document.querySelector("dialog[open]") || words.keys !== "on") return;
  if (typing(target) && event.key !== "Escape") return;
  const digit = /^\d$/.test(event.key) && scope()?.querySelector(`details[open] [data-digit="${event.key}"]`);
  const deed = digit ? () => digit.click() : KEYS[event.key];
  if (!deed || (/^\d$/.test(event.key) && !digit)) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // Wagtail has a use for some of these keys
  deed();
}

// ---------------------------------------------------------------- news, and life

async function news() {
  if (document.hidden) return;
  const ids = items().map((one) => one.dataset.item);
  const answer = await fetch(`${words.news}?k=${ids}`, { headers: JSON_ONLY }).catch(() => null);
  if (!answer?.ok) return;
  const told = await answer.json();
  for (const [name, text] of Object.entries(told.counts)) {
    const place = desk.querySelector(`[data-count="${name}"]`);
    if (place) place.textContent = text;
  }
  for (const one of items()) mark(one, told.taken[one.dataset.item] ?? "");
  for (const pk of told.gone) {
    const article = $(`k-${pk}`);
    if (article) lose(article, words.decided);
  }
  const now = Date.now();
  if (held?.isConnected && now - active < PROLONG_EVERY && now - prolonged > PROLONG_EVERY) take(held);
}

function begin(wanted, quietly = false) {
  const all = free();
  count();
  for (const button of desk.querySelectorAll("[data-act=help]")) button.hidden = words.keys !== "on";
  if (quietly && !wanted) all[0]?.setAttribute("tabindex", "0");
  else if (all.length) go(all.find((one) => one.dataset.item === String(wanted)) ?? all[0], true);
  else desk.focus();
}

desk.addEventListener("click", (event) => {
  const link = event.target.closest("[data-act]");
  const article = event.target.closest("article");
  if (link?.dataset.act === "help") return $("help").showModal();
  if (!article) return;
  if (article !== current()) go(article, true);
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (link?.dataset.act === "around" || link?.dataset.act === "similar") {
    event.preventDefault();
    show(link.dataset.act, article, true);
  }
});
desk.addEventListener("change", (event) => { if (event.target.name === "item") count(); });
desk.addEventListener("focusin", (event) => {
  const article = event.target.closest("article");
  if (!article || article === current()) return;
  for (const one of items()) one.tabIndex = one === article ? 0 : -1;
  clearTimeout(taking);
  taking = setTimeout(take, TAKE_AFTER, article);
});
for (const kind of ["keydown", "pointerdown", "scroll"]) addEventListener(kind, () => { active = Date.now(); }, { passive: true });
addEventListener("keydown", press, true);
addEventListener("pagehide", () => {
  if (held?.isConnected) navigator.sendBeacon(held.dataset.leave, new URLSearchParams({ csrfmiddlewaretoken: token() }));
});
setInterval(news, NEWS_EVERY);
if (!desk.querySelector("[data-undo]").hidden) undoing = setTimeout(offer, UNDO_FOR, null);
// On a phone nothing is read, and so nothing is claimed, before it is touched.
begin(Number(location.hash.replace("#k-", "")) || 0, matchMedia("(pointer: coarse)").matches);
