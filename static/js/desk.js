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
if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input,select,textarea")) return;
document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
});
})();
