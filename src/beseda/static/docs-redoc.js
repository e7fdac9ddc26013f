// Starts ReDoc on /redoc; a file of its own because the content security policy allows no inline script.
const mount = document.getElementById("api");
window.Redoc.init(mount.dataset.schema, { hideDownloadButton: false, disableSearch: true }, mount);
