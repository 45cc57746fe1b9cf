// The last page of the window for signing in: hands the code to the frame that opened it, which is of our own origin.
(() => {
  "use strict";
  const { kode } = document.getElementById("serah").dataset;
  if (!window.opener) {
    document.getElementById("sendiri").hidden = false;
    return;
  }
  // Only a window of our own origin can read this, whoever opened us.
  window.opener.postMessage({ rembuk: "kode", kode }, location.origin);
  window.close();
})();
