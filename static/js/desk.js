// Passkeys: a form with data-passkey asks the browser, puts the answer into its hidden field, and is sent as any form.
(() => {
const asks = {
create: (options) => navigator.credentials.create({publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options)}),
get: (options) => navigator.credentials.get({publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options)}),
};
for (const form of document.querySelectorAll("form[data-passkey]")) {
form.addEventListener("submit", async (event) => {
event.preventDefault();
const fault = form.querySelector(".fault");
fault.hidden = true;
try {
const answer = await asks[form.dataset.passkey](JSON.parse(form.dataset.options));
form.elements.credential.value = JSON.stringify(answer.toJSON());
form.submit();
} catch {
fault.hidden = false;
}
});
}
// Shortcuts: an element with data-key is clicked when its key is pressed outside of a field.
addEventListener("keydown", (event) => {
if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=radio],[type=checkbox]),select,textarea")) return;
document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
});
// Drafts: a form with data-draft is kept a moment after something was typed; messages come back to the fields one touched.
for (const form of document.querySelectorAll("form[data-draft]")) {
const touched = new Set(), status = form.querySelector("[data-status]"), others = document.querySelector("[data-others]");
let timer, busy = null;
const tell = ({faults, others: names}) => {
for (const place of form.querySelectorAll("[data-fault]")) {
const name = place.dataset.fault, text = faults[name] ?? "";
if (text && place.hidden && !touched.has(name)) continue;
place.textContent = text;
place.hidden = !text;
for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) text ? field.setAttribute("aria-invalid", "true") : field.removeAttribute("aria-invalid");
}
others.hidden = !names.length;
others.querySelector("b").textContent = names.join(", ");
};
const keep = async () => {
const body = new URLSearchParams(new FormData(form));
body.set("quiet", "1");
try {
const answer = await fetch(form.action, {method: "POST", body});
if (answer.status === 409) { status.textContent = form.dataset.conflict; return; }
if (!answer.ok) throw new Error(answer.status);
const kept = await answer.json();
form.elements.version.value = kept.version;
form.elements.base.value = kept.base;
status.textContent = form.dataset.kept;
tell(kept);
} catch {
status.textContent = form.dataset.failed;
}
};
const soon = (event) => {
touched.add(event.target.name);
status.textContent = form.dataset.typing;
clearTimeout(timer);
timer = setTimeout(async () => { await busy; busy = keep(); await busy; busy = null; }, 1500);
};
form.addEventListener("input", soon);
form.addEventListener("submit", async (event) => {
clearTimeout(timer);
if (!busy) return;
event.preventDefault();
await busy;
form.requestSubmit(event.submitter);
});
}
})();
