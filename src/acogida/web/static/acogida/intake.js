// Keeps a registration at the server while it is typed. Nothing is written into the browser's stores: what is not saved
// stands in the page, and says so. The exact request that got no answer is repeated before anything newer is sent.
(() => {
  "use strict";
  const form = document.getElementById("intake");
  if (!form) return;
  const [kept, again] = [document.getElementById("kept"), document.getElementById("again")];
  const words = kept.dataset;
  const dirty = new Set(); // parts of the facts, and paths of sealed fields
  const held = new Set(); // names of somebody who is no member yet
  const [AFTER_A_KEY, AFTER_A_FIELD, AFTER_A_FAILURE] = [1500, 300, 5000];
  const token = form.elements.csrfmiddlewaretoken;
  let pending = null, sending = null, timer = 0;

  const was = (name) => form.elements[`was.${name}`] ?? form.appendChild(
    Object.assign(document.createElement("input"), { type: "hidden", name: `was.${name}`, value: "", autocomplete: "off" }));
  const ofPart = (part) => [...form.elements].filter((field) => field.dataset.part === part);
  const isSealed = (name) => name.includes(".") || name === "contact";

  const say = (word, failed = false) => {
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    kept.textContent = words[word].replace("%(time)s", time);
    kept.classList.toggle("failed", failed);
    again.hidden = !failed;
  };

  const schedule = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(send, delay);
  };

  const changed = (field, delay) => {
    if (!field.dataset.part) return;
    const name = field.dataset.part === "identity" ? field.name : field.dataset.part;
    dirty.add(name);
    unmark(field);
    schedule(delay);
  };

  const snapshot = () => {
    if (dirty.has("members")) held.forEach((path) => dirty.add(path));
    held.clear();
    const body = new URLSearchParams();
    const names = [...dirty];
    for (const name of names) {
      body.append(`was.${name}`, was(name).value);
      for (const field of isSealed(name) ? [form.elements[name]] : ofPart(name)) {
        if (field && (field.type !== "checkbox" || field.checked)) body.append(field.name, field.value);
      }
    }
    dirty.clear();
    return { body, names };
  };

  // Signing in again elsewhere changes the token of forms: the page asks for the new one.
  const renewToken = async () => {
    const page = await fetch(form.action, { redirect: "manual" });
    if (!page.ok) return;
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
    token.value = fresh.querySelector("#intake [name=csrfmiddlewaretoken]")?.value ?? token.value;
  };

  const post = async () => {
    pending.body.set("csrfmiddlewaretoken", token.value);
    return fetch(form.dataset.keep, { method: "POST", body: pending.body, redirect: "manual" });
  };

  const send = () => sending ??= sendOne().finally(() => {
    sending = null;
    if (pending) schedule(AFTER_A_FAILURE);
    else if (dirty.size) schedule(AFTER_A_FIELD);
  });

  const sendOne = async () => {
    pending ??= dirty.size ? snapshot() : null;
    if (!pending) return;
    if (!kept.classList.contains("failed")) say("saving");
    let response, answer;
    try {
      response = await post();
      if (response.status === 403) {
        await renewToken();
        response = await post();
      }
      if (response.type === "opaqueredirect") return say("ended", true);
      if (response.status !== 200 && response.status !== 409) return say("broken", true);
      answer = await response.json();
    } catch {
      return say("lost", true);
    }
    const { names, body } = pending;
    pending = null;
    if (answer.message) {
      names.forEach((name) => held.add(name));
      kept.textContent = answer.message;
      kept.classList.add("failed");
      again.hidden = false;
      return;
    }
    settle(names, body, answer);
  };

  const settle = (names, body, { errors, contested, was: there }) => {
    for (const [name, value] of Object.entries(there)) was(name).value = value;
    for (const name of names) {
      const isOpen = isSealed(name) && !(name in contested) && !(name in errors);
      if (isOpen && form.elements[name] && (there[name] ?? "") !== body.get(name).replaceAll("\r\n", "\n").trim()) held.add(name);
    }
    for (const [name, texts] of Object.entries(errors)) mark(form.elements[name], texts);
    for (const [name, texts] of Object.entries(contested)) contest(name, texts);
    const isWhole = !Object.keys(errors).length && !Object.keys(contested).length && !form.querySelector(".error, .contest");
    say(isWhole ? "saved" : "wrong");
    kept.classList.toggle("failed", !isWhole);
  };

  const unmark = (field) => {
    field.removeAttribute("aria-invalid");
    document.getElementById(`${field.id}_error`)?.remove();
    field.removeAttribute("aria-describedby");
  };

  const mark = (field, texts) => {
    if (!field) return;
    unmark(field);
    const says = Object.assign(document.createElement("p"), { id: `${field.id}_error`, className: "error", textContent: texts.join(" ") });
    field.after(says);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", says.id);
  };

  const contest = (name, texts) => {
    const notice = Object.assign(document.createElement("div"), { className: "notice contest" });
    notice.setAttribute("role", "alert");
    const says = Object.assign(document.createElement("p"), { textContent: words.contested.replace("%(text)s", texts.join("; ")) });
    const mine = Object.assign(document.createElement("button"), { type: "button", className: "quiet small", textContent: words.mine });
    mine.addEventListener("click", () => {
      notice.remove();
      dirty.add(name);
      schedule(0);
    });
    notice.append(says, mine);
    if (isSealed(name)) form.elements[name].after(notice);
    else (form.querySelector(`[data-of="${name}"]`) ?? form.querySelector(`[data-part="${name}"]`).closest("[data-row]")).append(notice);
  };

  const newId = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  const renumber = () => form.querySelectorAll("[data-number]").forEach((place, index) => { place.textContent = index + 1; });

  const firstOf = (row) => row.querySelector("select, input:not([type=hidden])");
  const isEmpty = (row) => [...row.querySelectorAll("select, input:not([type=hidden])")].every(
    (field) => (field.type === "checkbox" ? !field.checked : !field.value || field.name.startsWith("urgency.")));

  let lines = 1000; // beyond the rows that the server made
  const add = (kind) => {
    const rows = form.querySelector(`[data-rows="${kind}"]`);
    const id = kind === "people" || kind === "phones" ? newId() : String(lines++);
    rows.insertAdjacentHTML("beforeend", document.getElementById(`spare-${kind}`).innerHTML.replaceAll("__new__", id));
    const row = rows.lastElementChild;
    htmx.process(row);
    renumber();
    firstOf(row).focus();
  };

  const remove = (button) => {
    const id = button.dataset.remove;
    for (const name of [...dirty, ...held]) if (name.includes(id)) [dirty, held].forEach((names) => names.delete(name));
    button.closest("[data-row]").remove();
    renumber();
    dirty.add("members");
    schedule(0);
    form.querySelector("[data-add=people]").focus();
  };

  form.addEventListener("input", ({ target }) => changed(target, AFTER_A_KEY));
  form.addEventListener("change", ({ target }) => changed(target, AFTER_A_FIELD));
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add], [data-remove]");
    if (!button) return;
    event.preventDefault();
    if (button.dataset.add) add(button.dataset.add);
    else remove(button);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input, select")) return;
    event.preventDefault();
    const kind = event.target.closest("[data-rows]")?.dataset.rows;
    const next = kind && event.target.closest("[data-row]").nextElementSibling;
    if (next && isEmpty(next)) firstOf(next).focus();
    else if (kind) add(kind);
  });
  again.addEventListener("click", () => {
    held.forEach((name) => dirty.add(name));
    send();
  });
  addEventListener("online", () => send());

  // Leaving for another page waits until everything is kept; without a connection the page stays.
  let isSaved = false;
  form.addEventListener("submit", async (event) => {
    if (isSaved) return;
    event.preventDefault();
    clearTimeout(timer);
    await sending;
    await send();
    if (pending) return;
    isSaved = true;
    setTimeout(() => form.requestSubmit(event.submitter), 0); // within its own event a form can't be sent again
  });
  addEventListener("beforeunload", (event) => {
    const isLeft = document.documentElement.hidden; // by the quick exit
    if (!isSaved && !isLeft && (pending || dirty.size || held.size)) event.preventDefault();
  });
})();
