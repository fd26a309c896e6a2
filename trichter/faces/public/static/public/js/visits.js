// Whoever was asked whether their visits may be looked at can change their mind at the foot of each page (LAW 5.1).
// The script of visits stands before this one; where it does not run, or the browser objects, there is nothing to change.

const button = document.querySelector("[data-visits]");
const objects = navigator.globalPrivacyControl || navigator.doNotTrack === "1";

if (button && window.trichter && !objects) {
  button.hidden = false;
  button.addEventListener("click", () => trichter.banner());
}
