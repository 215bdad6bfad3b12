// The editor of a case: the preview follows what is written; without a script a button shows it.
"use strict";

for (const form of document.querySelectorAll("form[data-preview]")) {
  const view = document.getElementById("preview");
  form.querySelector("[data-without-script]")?.remove();
  const pause = 400;
  let waiting = null;
  let last = 0;
  const show = async () => {
    const mine = ++last;
    const written = new FormData(form);
    written.delete("file"); // megabytes that the preview has no need of
    try {
      const answer = await fetch(form.dataset.preview, {
        method: "POST", body: written, credentials: "same-origin", cache: "no-store",
      });
      // A slower answer to an earlier text must not replace a later one.
      if (answer.ok && mine === last) view.innerHTML = await answer.text();
      view.classList.toggle("old", !answer.ok);
    } catch {
      view.classList.add("old");
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, pause);
  });
  if (!view.children.length) show();
}
