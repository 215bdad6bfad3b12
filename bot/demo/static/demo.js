// The demo page: three chats with the hotline, and what it thought of the last question.
//
// The server tells everything by server-sent events; what a person does is posted to it. Nothing
// is shown before the server has said it, so that what is on the screen is what was received.

const SEATS = {
  teacher: { face: "i-teacher", about: "спрашивает в мессенджере", write: "Ваш вопрос…" },
  methodist: { face: "i-methodist", about: "отвечает, когда кейса нет", write: "Ваш ответ…" },
  admin: { face: "i-admin", about: "следит за работой линии", write: "Сообщение…" },
};
const LONG_WAIT = 9000;
const TYPING_LASTS = 5000;

const $ = (selector, root = document) => root.querySelector(selector);
const desk = $("#desk");
const narrow = matchMedia("(max-width: 899px)");
const panels = new Map();
let facts = { bot: "", suggestions: [], file_limit: 0 };
let shownThought = null;

// ---------------------------------------------------------------- small things

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") made.className = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

function icon(name) {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  const use = document.createElementNS(namespace, "use");
  use.setAttribute("href", `#${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

class Refused extends Error {}

async function post(address, body) {
  const isFile = body instanceof Blob;
  let response;
  try {
    response = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": isFile ? "application/octet-stream" : "application/json" },
      body: isFile ? body : JSON.stringify(body),
    });
  } catch {
    throw new Refused("Нет связи с горячей линией. Попробуйте ещё раз.");
  }
  const said = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(said.error || "Не получилось. Попробуйте ещё раз.");
  return said;
}

function toast(text, { isBad = false, panel = null } = {}) {
  const note = element("div", { class: isBad ? "toast bad" : "toast" }, text);
  (panel ? $(".toasts", panel.root) : $("#toasts")).append(note);
  setTimeout(() => note.remove(), Math.max(4000, text.length * 70));
}

function alertPerson(text) {
  const dialog = $("#alert");
  $("#alert-text").textContent = text;
  if (!dialog.open) dialog.showModal();
}

function complain(error, panel) {
  if (!(error instanceof Refused)) throw error;
  toast(error.message, { isBad: true, panel });
}

function plural(number, one, few, many) {
  const tens = number % 100, units = number % 10;
  if (units === 1 && tens !== 11) return one;
  return units >= 2 && units <= 4 && (tens < 12 || tens > 14) ? few : many;
}

function sizeInWords(bytes) {
  const megabytes = bytes / 1048576;
  if (megabytes >= 0.1) return `${megabytes.toLocaleString("ru", { maximumFractionDigits: 1 })} МБ`;
  return `${Math.max(1, Math.round(bytes / 1024))} КБ`;
}

const clock = new Intl.DateTimeFormat("ru", { hour: "2-digit", minute: "2-digit" });
const calendar = new Intl.DateTimeFormat("ru", { day: "numeric", month: "long" });
const moment = (seconds) => new Date(seconds * 1000);

// ---------------------------------------------------------------- words of the bot

const ALLOWED = new Set(["B", "I", "U", "S", "CODE", "PRE", "BLOCKQUOTE"]);

/** Build what the bot said from the tags that Telegram knows; of any other tag only its text. */
function renderHtml(html, seat) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const fragment = document.createDocumentFragment();
  for (const node of parsed.body.childNodes) fragment.append(...cleaned(node, seat));
  return fragment;
}

function cleaned(node, seat) {
  if (node.nodeType === Node.TEXT_NODE) return linked(afterBlock(node) ? node.data.replace(/^\n/, "") : node.data, seat);
  if (node.nodeType !== Node.ELEMENT_NODE) return [];
  if (["SCRIPT", "STYLE", "TEMPLATE"].includes(node.tagName)) return [];
  const inside = [...node.childNodes].flatMap((child) => cleaned(child, seat));
  if (node.tagName === "A") return [link(node.getAttribute("href") || "", inside)];
  if (node.tagName === "TG-SPOILER") return [element("span", { class: "spoiler", tabindex: 0 }, ...inside)];
  if (!ALLOWED.has(node.tagName)) return inside;
  return [element(node.tagName.toLowerCase(), {}, ...inside)];
}

/** A block ends its line by itself: the line break that follows it would be an empty line. */
function afterBlock(node) {
  return ["BLOCKQUOTE", "PRE"].includes(node.previousSibling?.tagName);
}

/** Addresses and commands in plain words can be followed, as in a messenger. */
function linked(text, seat) {
  const pieces = [];
  let done = 0;
  for (const found of text.matchAll(/https?:\/\/[^\s<>«»"]+[^\s<>«»".,;:!?)]|(?<![^\s(])\/[a-z_]{2,32}(?![\w/])/g)) {
    pieces.push(text.slice(done, found.index));
    const words = found[0];
    pieces.push(words.startsWith("/") ? command(words, seat) : link(words, [words]));
    done = found.index + words.length;
  }
  pieces.push(text.slice(done));
  return pieces.filter((piece) => piece !== "");
}

function command(words, seat) {
  const send = () => panels.get(seat).send({ text: words });
  return element("button", { class: "command", type: "button", onclick: send }, words);
}

function link(address, inside) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return element("span", {}, ...inside);
  }
  if (!["http:", "https:", "mailto:", "tg:"].includes(url.protocol)) return element("span", {}, ...inside);
  const invitation = invitationOf(url);
  if (invitation) {
    return element("button", { class: "command", type: "button", onclick: () => accept(invitation) }, ...inside);
  }
  return element("a", { href: url.href, target: "_blank", rel: "noopener noreferrer" }, ...inside);
}

/** A link that opens this very bot in Telegram opens the teacher's chat here. */
function invitationOf(url) {
  const isOurs = url.hostname === "t.me" && url.pathname === `/${facts.bot}`;
  return isOurs ? url.searchParams.get("start") : null;
}

function accept(invitation) {
  show("teacher");
  panels.get("teacher").send({ text: `/start ${invitation}` });
}

// ---------------------------------------------------------------- one chat

class Panel {
  constructor(seat, name) {
    this.seat = seat;
    this.name = name;
    this.messages = new Map();
    this.nodes = new Map();
    this.files = [];
    this.replyTo = null;
    this.editing = null;
    this.unread = 0;
    this.build();
  }

  build() {
    const root = $("#chat-template").content.cloneNode(true).firstElementChild;
    root.classList.add(this.seat);
    root.id = `panel-${this.seat}`;
    root.setAttribute("aria-label", this.name);
    $(".face", root).append(icon(SEATS[this.seat].face));
    $("h2", root).textContent = this.name;
    $(".who p", root).textContent = SEATS[this.seat].about;
    this.root = root;
    this.log = $(".log", root);
    this.area = $("textarea", root);
    this.log.setAttribute("aria-label", `Сообщения: ${this.name.toLowerCase()}`);
    this.area.placeholder = SEATS[this.seat].write;
    this.area.setAttribute("aria-label", `Сообщение: ${this.name.toLowerCase()}`);
    $(".attach input", root).setAttribute("aria-label", "Приложить файлы");
    this.listen();
    desk.insertBefore(root, $("#panel-thought"));
    this.tab = element("button", { class: `tab ${this.seat}`, type: "button", onclick: () => show(this.seat) }, this.name, element("span", { class: "count", hidden: true }));
    $(".tabs").append(this.tab);
  }

  listen() {
    const { root, area, log } = this;
    $(".composer", root).addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    area.addEventListener("keydown", (event) => this.onKey(event));
    area.addEventListener("input", () => this.fit());
    area.addEventListener("paste", (event) => {
      if (event.clipboardData.files.length) {
        event.preventDefault();
        this.attach(event.clipboardData.files);
      }
    });
    const picker = $(".attach input", root);
    picker.addEventListener("change", () => {
      this.attach(picker.files);
      picker.value = "";
    });
    root.addEventListener("dragover", (event) => event.preventDefault());
    root.addEventListener("drop", (event) => {
      event.preventDefault();
      this.attach(event.dataTransfer.files);
    });
    $(".context .icon", root).addEventListener("click", () => this.forgetContext());
    $(".commands", root).addEventListener("click", () => this.openMenu($(".menu", root).hidden));
    $(".strip", root).addEventListener("click", () => openThought(true));
    $(".down", root).addEventListener("click", () => this.toEnd());
    log.addEventListener("scroll", () => this.onScroll(), { passive: true });
    log.addEventListener("keydown", (event) => this.walk(event));
    new ResizeObserver(() => this.sticks && this.toEnd()).observe(log);
    root.addEventListener("focusin", () => this.markRead());
    root.addEventListener("pointerdown", () => this.markRead());
    root.addEventListener("keydown", (event) => event.key === "Escape" && this.openMenu(false));
  }

  // ------------------------------------------------ what the server says

  fill(chat) {
    this.log.setAttribute("aria-busy", "true");
    this.log.replaceChildren();
    this.messages.clear();
    this.nodes.clear();
    for (const message of chat.messages) this.put(message);
    this.tidy();
    this.toEnd();
    this.log.setAttribute("aria-busy", "false");
    this.commands = chat.commands;
    $(".commands", this.root).hidden = !chat.commands.length;
    if (this.seat === "teacher") this.suggest();
    if (this.editing && !this.messages.has(this.editing)) this.forgetContext();
  }

  put(message) {
    const old = this.nodes.get(message.id);
    this.messages.set(message.id, message);
    const node = this.draw(message);
    this.nodes.set(message.id, node);
    if (old) {
      old.replaceWith(node);
      return node;
    }
    const later = [...this.messages.keys()].filter((id) => id > message.id);
    const next = later.length ? this.nodes.get(Math.min(...later)) : null;
    this.log.insertBefore(node, next ?? null);
    return node;
  }

  hear(message) {
    const isNew = !this.messages.has(message.id);
    const wasAtEnd = this.atEnd();
    const hadFocus = this.nodes.get(message.id)?.contains(document.activeElement);
    const node = this.put(message);
    this.tidy();
    if (hadFocus) node.focus({ preventScroll: true });
    if (message.bot) this.stopTyping();
    if (!isNew) {
      if (wasAtEnd) this.toEnd();
      return;
    }
    node.classList.add("fresh");
    // The first words of all, the greeting, are no news.
    if (message.bot && this.messages.size > 2) this.countUnread();
    if (!message.bot || wasAtEnd) this.reveal(node);
    if (this.seat === "teacher" && !message.bot && !message.text.startsWith("/")) $(".chips", this.root).open = false;
  }

  forget(id) {
    this.nodes.get(id)?.remove();
    this.nodes.delete(id);
    this.messages.delete(id);
    if (this.replyTo === id || this.editing === id) this.forgetContext();
    this.tidy();
  }

  typing(lasts = TYPING_LASTS) {
    const wasAtEnd = this.atEnd();
    $(".typing", this.root).hidden = false;
    if (wasAtEnd) this.toEnd();
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => this.stopTyping(), lasts);
  }

  stopTyping() {
    clearTimeout(this.typingTimer);
    $(".typing", this.root).hidden = true;
  }

  pressed({ press, text, alert }) {
    const key = $(`[data-press="${CSS.escape(press)}"]`, this.root);
    const isMine = ownPresses.delete(press);
    if (key) settle(key);
    if (!isMine || !text) return;
    if (alert) alertPerson(text);
    else toast(text, { panel: this });
  }

  // ------------------------------------------------ drawing

  draw(message) {
    const isBeginning = /^\/(start|help)$/.test(message.text) && Math.min(...this.messages.keys()) === message.id;
    if (!message.bot && isBeginning) return element("div", { class: "service" }, "Разговор начат");
    const text = element("div", { class: "text" });
    if (message.bot) text.append(renderHtml(message.html, this.seat));
    else text.append(...linked(message.text, this.seat).map((piece) => (piece.className === "command" ? piece.textContent : piece)));
    const meta = element("span", { class: "meta" }, message.edited ? "изменено " : null, element("time", { datetime: moment(message.at).toISOString() }, clock.format(moment(message.at))));
    const speaker = element("span", { class: "unseen" }, message.bot ? "Горячая линия: " : `${this.name}: `);
    const bubble = element("div", { class: "bubble" }, speaker, this.drawQuote(message), this.drawFile(message.file), text, meta, this.drawDeeds(message));
    const node = element("article", { class: message.bot ? "message" : "message own", tabindex: -1, "data-id": message.id }, bubble, this.drawKeys(message));
    bubble.addEventListener("click", (event) => {
      if (event.target.closest("a, button, audio, video") || String(getSelection())) return;
      for (const other of this.log.querySelectorAll(".chosen")) if (other !== node) other.classList.remove("chosen");
      node.classList.toggle("chosen");
    });
    bubble.addEventListener("dblclick", (event) => event.target.closest("a, button") || this.reply(message.id));
    return node;
  }

  drawQuote(message) {
    const answered = message.reply_to && this.messages.get(message.reply_to);
    if (!answered) return null;
    const go = () => this.nodes.get(answered.id)?.focus();
    return element("button", { class: "quote", type: "button", onclick: go }, element("b", {}, answered.bot ? "Горячая линия" : this.name), element("span", {}, brief(answered)));
  }

  drawFile(file) {
    if (!file) return null;
    const address = `/demo/files/${encodeURIComponent(file.id)}`;
    if (file.shown && (file.kind === "photo" || file.kind === "animation")) {
      const image = element("img", { src: address, alt: `Фото: ${file.name}`, onload: () => this.sticks && this.toEnd() });
      return element("a", { class: "photo", href: address, target: "_blank", rel: "noopener" }, image);
    }
    if (file.shown && file.kind.startsWith("video")) {
      return element("div", { class: "photo" }, element("video", { src: address, controls: true, preload: "metadata" }));
    }
    if (file.shown && (file.kind === "voice" || file.kind === "audio")) {
      return element("audio", { src: address, controls: true, preload: "metadata", "aria-label": file.name });
    }
    return element("a", { class: "paper", href: address, download: file.name }, element("span", { class: "face" }, icon("i-file")), element("span", {}, element("strong", {}, file.name), element("small", {}, sizeInWords(file.size))));
  }

  drawDeeds(message) {
    const deed = (name, label, act) => element("button", { class: "icon", type: "button", title: label, "aria-label": label, tabindex: -1, onclick: act }, icon(name));
    return element("div", { class: "deeds" }, deed("i-reply", "Ответить", () => this.reply(message.id)), message.bot ? null : deed("i-edit", "Изменить", () => this.edit(message.id)));
  }

  drawKeys(message) {
    if (!message.buttons.length) return null;
    const keys = element("div", { class: "keys" });
    for (const row of message.buttons) keys.append(element("div", {}, ...row.map((button) => this.drawKey(message, button))));
    return keys;
  }

  drawKey(message, button) {
    if (!button.url) return element("button", { class: "key", type: "button", onclick: (event) => this.press(event.currentTarget, message, button.data) }, button.text);
    const made = link(button.url, [button.text, " ", icon("i-out")]);
    made.className = "key";
    return made;
  }

  tidy() {
    for (const day of this.log.querySelectorAll(".day")) day.remove();
    const today = calendar.format(new Date());
    let before = null;
    let dayBefore = today;
    for (const [id, message] of [...this.messages].sort(([one], [other]) => one - other)) {
      const node = this.nodes.get(id);
      const day = calendar.format(moment(message.at));
      if (day !== dayBefore) node.before(element("div", { class: "day" }, day === today ? "сегодня" : day));
      const isFollow = before && before.bot === message.bot && message.at - before.at < 180 && day === dayBefore;
      node.classList.toggle("follow", Boolean(isFollow));
      before = message;
      dayBefore = day;
    }
  }

  // ------------------------------------------------ reading

  atEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 60;
  }

  onScroll() {
    this.sticks = this.atEnd();
    if (this.sticks) this.markRead();
    else this.countUnread(0);
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.sticks = true;
    this.markRead();
  }

  /** A long message is shown from its beginning, a short one at the end of the chat. */
  reveal(node) {
    const isLong = node.offsetHeight > this.log.clientHeight * 0.9;
    this.sticks = !isLong;
    this.log.scrollTop = isLong ? node.offsetTop - this.log.offsetTop - 8 : this.log.scrollHeight;
    this.countUnread(0);
  }

  isVisible() {
    return !narrow.matches || this.root.classList.contains("active");
  }

  countUnread(more = 1) {
    this.unread += more;
    const isSeen = this.isVisible() && this.atEnd();
    $(".down", this.root).hidden = this.atEnd();
    $(".down b", this.root).textContent = !isSeen && this.unread ? this.unread : "";
    $(".dot", this.root).hidden = !this.unread || this.root.contains(document.activeElement);
    const count = $(".count", this.tab);
    count.hidden = !this.unread || this.isVisible();
    count.textContent = this.unread;
    this.tab.setAttribute("aria-label", count.hidden ? this.name : `${this.name}: ${this.unread} ${plural(this.unread, "новое", "новых", "новых")}`);
  }

  markRead() {
    if (!this.isVisible()) return;
    this.unread = 0;
    this.countUnread(0);
  }

  walk(event) {
    const node = event.target.closest(".message");
    const all = [...this.log.querySelectorAll(".message")];
    const at = node ? all.indexOf(node) : all.length;
    if (event.key === "ArrowUp" && at > 0) focusOn(all[at - 1], event);
    else if (event.key === "ArrowDown" && at < all.length - 1) focusOn(all[at + 1], event);
    else if (event.key === "Enter" && event.target === node) {
      event.preventDefault();
      this.reply(Number(node.dataset.id));
    } else if (event.key === "F2" && node?.classList.contains("own")) this.edit(Number(node.dataset.id));
  }

  // ------------------------------------------------ writing

  onKey(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape" && (this.editing || this.replyTo)) this.forgetContext();
    else if (event.key === "ArrowUp" && !this.area.value) {
      const own = [...this.messages.values()].filter((message) => !message.bot && !message.text.startsWith("/"));
      if (own.length) {
        event.preventDefault();
        this.edit(own.at(-1).id);
      }
    }
  }

  fit() {
    this.area.style.height = "";
    if (this.area.value) this.area.style.height = `${Math.min(150, this.area.scrollHeight + 2)}px`;
  }

  say(text) {
    this.area.value = text;
    this.fit();
  }

  async submit() {
    if (this.isSending) return;
    const text = this.area.value.trim();
    if (this.files.some((file) => !file.id)) return toast("Файлы ещё загружаются.", { panel: this });
    if (!text && !this.files.length) return;
    const what = { text, files: this.files.map((file) => file.id), reply_to: this.replyTo };
    const editing = this.editing;
    this.isSending = true;
    try {
      if (editing) await post("/demo/edit", { seat: this.seat, message: editing, text });
      else await this.send(what, true);
      this.say("");
      this.files = [];
      this.drawAttached();
      this.forgetContext();
    } catch (error) {
      complain(error, this);
    } finally {
      this.isSending = false;
    }
  }

  /** Post words; unless the caller wants to hear of a failure itself, the person is told. */
  async send(what, isRaising = false) {
    try {
      await post("/demo/send", { seat: this.seat, ...what });
      this.expectReply();
    } catch (error) {
      if (isRaising) throw error;
      complain(error, this);
    }
  }

  expectReply() {
    clearTimeout(this.expecting);
    const heard = Math.max(0, ...this.messages.keys());
    this.expecting = setTimeout(() => {
      const latest = [...this.messages.values()].at(-1);
      if (!(latest?.bot && latest.id > heard)) this.typing(LONG_WAIT);
    }, 350);
  }

  async press(key, message, data) {
    if (key.classList.contains("busy")) return;
    const press = crypto.randomUUID();
    key.dataset.press = press;
    key.classList.add("busy");
    key.setAttribute("aria-busy", "true");
    ownPresses.add(press);
    setTimeout(() => settle(key), LONG_WAIT);
    try {
      await post("/demo/press", { seat: this.seat, message: message.id, data, press });
    } catch (error) {
      settle(key);
      complain(error, this);
    }
  }

  async attach(chosen) {
    for (const file of [...chosen].slice(0, 10 - this.files.length)) {
      if (file.size > facts.file_limit) {
        toast(`«${file.name}» больше ${sizeInWords(facts.file_limit)}: в демонстрации такие не принимаются.`, { isBad: true, panel: this });
        continue;
      }
      const attached = { name: file.name || "файл" };
      this.files.push(attached);
      this.drawAttached();
      try {
        Object.assign(attached, await post(`/demo/upload?name=${encodeURIComponent(attached.name)}`, new Blob([file])));
      } catch (error) {
        this.files = this.files.filter((other) => other !== attached);
        complain(error, this);
      }
      this.drawAttached();
    }
    this.area.focus();
  }

  drawAttached() {
    const list = $(".attached", this.root);
    list.hidden = !this.files.length;
    list.replaceChildren(...this.files.map((file) => {
      const drop = () => {
        this.files = this.files.filter((other) => other !== file);
        this.drawAttached();
        this.area.focus();
      };
      return element("li", { class: file.id ? "" : "waiting" }, element("span", {}, file.id ? file.name : `${file.name} – загружается…`), element("button", { class: "icon", type: "button", "aria-label": `Убрать ${file.name}`, onclick: drop }, icon("i-close")));
    }));
  }

  reply(id) {
    this.forgetContext();
    this.replyTo = id;
    const message = this.messages.get(id);
    this.showContext(message.bot ? "Ответ горячей линии" : "Ответ на своё сообщение", brief(message));
  }

  edit(id) {
    this.forgetContext();
    this.editing = id;
    const message = this.messages.get(id);
    this.say(message.text);
    this.showContext("Изменить сообщение", brief(message));
  }

  showContext(title, words) {
    const context = $(".context", this.root);
    $("b", context).textContent = title;
    $("span", context).textContent = words;
    context.hidden = false;
    this.area.focus();
  }

  forgetContext() {
    if (this.editing) this.say("");
    this.replyTo = this.editing = null;
    $(".context", this.root).hidden = true;
  }

  openMenu(isOpen) {
    const menu = $(".menu", this.root);
    const opener = $(".commands", this.root);
    if (menu.hidden === !isOpen) return;
    menu.hidden = !isOpen;
    opener.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) return this.area.focus();
    menu.replaceChildren(...this.commands.map(({ command: name, description }) => {
      const choose = () => {
        this.openMenu(false);
        this.send({ text: `/${name}` });
      };
      return element("button", { type: "button", role: "menuitem", onclick: choose }, element("b", {}, `/${name}`), element("span", {}, description));
    }));
    $("button", menu)?.focus();
  }

  suggest() {
    const chips = $(".chips", this.root);
    const asked = [...this.messages.values()].some((message) => !message.bot && !message.text.startsWith("/"));
    const last = facts.suggestions.length - 1;
    const ask = (text) => {
      chips.open = false;
      this.send({ text });
    };
    $(".chips-row", chips).replaceChildren(...facts.suggestions.map((text, at) => element("button", { class: at === last ? "chip last" : "chip", type: "button", onclick: () => ask(text) }, text, at === last ? element("small", {}, "такого кейса нет – ответит методист") : null)));
    chips.open = !asked;
    chips.hidden = false;
  }
}

const ownPresses = new Set();

function settle(key) {
  key.classList.remove("busy");
  key.removeAttribute("aria-busy");
  delete key.dataset.press;
}

function focusOn(node, event) {
  event.preventDefault();
  node.focus();
}

function brief(message) {
  return message.text || message.file?.name || "";
}

// ---------------------------------------------------------------- what the hotline thought

const STEPS = [["route", "методисту"], ["offer", "на выбор"], ["answer", "сразу"]];

function drawThought(thought) {
  $("#thought").replaceChildren(...(thought ? thoughtParts(thought) : [noThought()]));
  const strip = $(".strip", panels.get("teacher").root);
  strip.hidden = !thought;
  if (!thought) return;
  const best = thought.cases[0];
  strip.replaceChildren(element("span", {}, element("b", {}, `№${thought.question}`), ` · ${thought.verdict.toLowerCase()}`, best && isNear(best) ? ` · лучший кейс ${best.percent}\u00a0%` : " · близких кейсов нет"), element("em", {}, "почему?"));
}

function noThought() {
  return element("div", { class: "empty" }, "Когда учитель задаст вопрос, здесь будет видно, что с ним произошло:",
    element("ol", {}, ...["как линия поняла слова", "какие кейсы похожи и насколько", "почему показала кейс или позвала методиста", "кто отвечает и к какому времени"].map((words) => element("li", {}, words))));
}

const fine = (words) => (words ? element("p", { class: "fine" }, words) : null);

function thoughtParts(thought) {
  const part = (title, ...inside) => element("section", {}, element("h3", {}, title), ...inside);
  const parts = [
    element("div", { class: "about-question" }, element("span", { class: "number" }, `№${thought.question}`), element("span", { class: "state" }, thought.state)),
    thought.text ? element("p", { class: "words" }, thought.text) : "",
    verdictOf(thought),
  ];
  if (thought.understood || thought.remarks.length) {
    parts.push(part("Понято так", thought.understood ? element("p", {}, `«${thought.understood}»`) : null, fine(thought.remarks.join(", "))));
  }
  if (thought.subject || thought.why_subject) {
    parts.push(part("Предмет", element("p", {}, thought.subject || "не определён"), fine(thought.why_subject)));
  }
  if (thought.methodist || thought.promise) {
    parts.push(part("Кто ответит", element("p", {}, thought.methodist || "пока никто"), fine(thought.why_methodist), fine(thought.promise && `обещано ${thought.promise}`)));
  }
  if (thought.cases.length) parts.push(part("Похожие кейсы", ...caseLists(thought.cases)));
  const speed = thought.ms ? `Поиск занял ${thought.ms} мс. ` : "";
  const alone = thought.by_words_alone ? "Сравнивались только слова: модель смысла недоступна." : "";
  if (speed || alone) parts.push(fine(speed + alone));
  return parts;
}

function verdictOf(thought) {
  const steps = STEPS.map(([decision, words]) => element("li", { class: decision === thought.decision ? "here" : "" }, words));
  return element("section", { class: `verdict ${thought.decision || ""}` }, thought.decision ? element("ul", { class: "scale", "aria-hidden": "true" }, ...steps) : null, element("strong", {}, thought.verdict), element("p", {}, thought.reason), fine(thought.limits));
}

function caseLists(cases) {
  const list = (some) => element("ul", { class: "cases" }, ...some.map(caseOf));
  const near = cases.slice(0, 3).filter(isNear);
  const far = cases.slice(near.length);
  const first = near.length ? list(near) : element("p", {}, "Близких нет.");
  if (!far.length) return [first];
  const title = `Ещё ${far.length} – похожи меньше`;
  return [first, element("details", {}, element("summary", {}, title), list(far))];
}

/** Whether a case is worth looking at without being asked for. */
function isNear({ percent }) {
  return percent >= 5;
}

function caseOf({ title, percent, subject, reasons }) {
  const meter = element("meter", { min: 0, max: 100, value: percent, "aria-label": `Подходит на ${percent} %` });
  return element("li", {}, element("div", { class: "title" }, element("span", {}, title), element("b", {}, `${percent}\u00a0%`)), meter, element("small", {}, [subject, ...reasons].filter(Boolean).join(" · ")));
}

// ---------------------------------------------------------------- the page as a whole

function show(seat) {
  for (const [name, panel] of panels) {
    panel.root.classList.toggle("active", name === seat);
    panel.tab.setAttribute("aria-current", String(name === seat));
  }
  $("#panel-thought").classList.toggle("active", seat === "thought");
  thoughtTab.setAttribute("aria-current", String(seat === "thought"));
  if (narrow.matches) panels.get(seat)?.toEnd();
}

function openThought(isOpen) {
  if (narrow.matches) return show(isOpen ? "thought" : "teacher");
  $("#panel-thought").hidden = !isOpen;
  desk.classList.toggle("with-thought", isOpen);
  $("#toggle-thought").setAttribute("aria-expanded", String(isOpen));
  if (isOpen) $("#panel-thought").focus({ preventScroll: true });
}

function arrange() {
  $("#panel-thought").hidden = !narrow.matches && $("#toggle-thought").getAttribute("aria-expanded") !== "true";
}

function fillAll(state) {
  facts = state;
  for (const chat of state.chats) {
    if (!panels.has(chat.seat)) panels.set(chat.seat, new Panel(chat.seat, chat.name));
    panels.get(chat.seat).fill(chat);
  }
}

function listenToServer() {
  const source = new EventSource("/demo/events");
  const on = (name, act) => source.addEventListener(name, (event) => act(JSON.parse(event.data)));
  let isFirst = true;
  on("state", (state) => {
    $("#offline").hidden = true;
    fillAll(state);
    if (isFirst) drawThought(null);
    isFirst = false;
    document.body.dataset.ready = "true";
  });
  on("thought", drawThought);
  on("message", (message) => panels.get(message.seat).hear(message));
  on("deleted", ({ seat, id }) => panels.get(seat).forget(id));
  on("typing", ({ seat }) => panels.get(seat).typing());
  on("pressed", (answer) => panels.get(answer.seat).pressed(answer));
  source.onerror = () => {
    $("#offline").hidden = false;
    if (source.readyState === EventSource.CLOSED) setTimeout(start, 2000);
  };
  addEventListener("pagehide", () => source.close(), { once: true });
  addEventListener("pageshow", (event) => event.persisted && start(), { once: true });
}

async function beginAnew() {
  try {
    await post("/demo/restart", {});
    show("teacher");
    toast("Теперь вы – новый учитель.");
    panels.get("teacher").area.focus();
  } catch (error) {
    complain(error);
  }
}

/** Ask for the state first: that makes this browser known; then follow the events. */
async function start() {
  try {
    const response = await fetch("/demo/state");
    if (!response.ok) throw new Error(response.status);
    const isFirst = !panels.size;
    fillAll(await response.json());
    if (isFirst) {
      $(".tabs").append(thoughtTab);
      show("teacher");
      arrange();
      if (innerWidth >= 1600) openThought(true);
      if (!narrow.matches) panels.get("teacher").area.focus();
    }
    listenToServer();
  } catch {
    $("#offline").hidden = false;
    setTimeout(start, 2000);
  }
}

const thoughtTab = element("button", { class: "tab thought", type: "button", onclick: () => show("thought") }, "Разбор");
$("#toggle-thought").addEventListener("click", () => openThought($("#panel-thought").hidden));
$("#close-thought").addEventListener("click", () => {
  openThought(false);
  $("#toggle-thought").focus();
});
$("#restart").addEventListener("click", beginAnew);
narrow.addEventListener("change", arrange);
start();
