// The box of the library asks in place: what is typed goes into the address like any filter, and the page follows.
document.addEventListener("submit", function (event) {
    if (event.target.matches(".gt-ask")) {
        event.preventDefault();
        const asked = new URLSearchParams(new FormData(event.target));
        [...asked].filter(([, value]) => !value).forEach(([name]) => asked.delete(name));
        window.dash_clientside.set_props("url", { search: asked.size ? "?" + asked : "" });
    }
});
