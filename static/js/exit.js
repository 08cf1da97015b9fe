// Leaving: cover at once, replace this page in the history. Without this script the link does the same, a little slower.
(() => {
const link = document.querySelector(".exit");
const WITHIN = 2000; // milliseconds for three presses: quick for a hand in a hurry, too quick for typing
let presses = [];
const leave = () => {
document.documentElement.hidden = true;
location.replace(link.href ?? link.value);
};
link.addEventListener("click", (event) => { event.preventDefault(); leave(); });
addEventListener("keydown", (event) => {
if (event.key !== "Shift") presses = [];
else if (!event.repeat) presses = [...presses, event.timeStamp].slice(-3);
if (presses.length === 3 && presses[2] - presses[0] < WITHIN) leave();
});
history.replaceState(null, ""); // so that going back never sends a form again
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
