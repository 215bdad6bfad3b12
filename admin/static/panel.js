// What makes the panel handier; every page works without it.
"use strict";

// On a phone the sections are a strip: the one that is open must be in sight.
document.querySelector(".ways [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });

// Filters: a choice is a wish; words wait for Enter or the button.
for (const form of document.querySelectorAll("form[data-sends-itself]")) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select, input[type=date]")) form.requestSubmit();
  });
  form.addEventListener("submit", () => {
    // Empty conditions would only make the address long.
    for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
    setTimeout(() => { for (const field of form.elements) field.disabled = false; }, 0);
  });
}

// Forms that somebody writes in: leaving asks, and nothing is sent into a session that is over.
for (const form of document.querySelectorAll("form[data-guarded]")) {
  let written = false;
  let sending = false;
  form.addEventListener("input", () => { written = true; });
  addEventListener("pageshow", () => { sending = false; });
  addEventListener("beforeunload", (event) => {
    if (written && !sending) event.preventDefault();
  });
  form.addEventListener("submit", async (event) => {
    if (sending) return;
    event.preventDefault();
    const button = event.submitter;
    const token = await freshToken();
    if (token === null) return complain(form);
    form.querySelector("input[name=csrf]").value = token;
    sending = true;
    form.requestSubmit(button);
  });
}

// The token of this browser's session as it is now; null when nobody is signed in.
async function freshToken() {
  try {
    const answer = await fetch("/panel/token", { credentials: "same-origin", cache: "no-store" });
    return answer.ok ? (await answer.text()) : null;
  } catch {
    return null;
  }
}

function complain(form) {
  let note = form.querySelector(".unsent");
  if (!note) {
    note = document.createElement("div");
    note.className = "callout warn unsent";
    note.setAttribute("role", "alert");
    form.append(note);
  }
  note.textContent = "Не отправлено: вход закончился или нет связи. Текст остаётся здесь. Войдите по новой ссылке из чата (/panel) в соседней вкладке и нажмите кнопку ещё раз.";
}

// A form that was not taken: begin with what is wrong.
document.getElementById("wrongs")?.focus();

// Something is being worked out: look again in a while, unless somebody is writing.
for (const waiting of document.querySelectorAll("[data-again]")) {
  setTimeout(() => {
    if (!document.activeElement?.matches("input, textarea, select")) location.reload();
  }, 1000 * Number(waiting.dataset.again));
}
