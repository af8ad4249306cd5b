// The URL is the state: a filter writes its value into the query string, and the server draws the page the URL names.
(function () {
    const EVERY = "*"; // dashboard/components/page.py
    let drawn = null;

    // Dash also calls when a page has just been drawn, naming every filter: that is no choice, and must not write one.
    function isChoice(ids) {
        const named = window.dash_clientside.callback_context.triggered.length;
        const here = window.location.pathname + window.location.search;
        const justDrawn = named === ids.length && (ids.length > 1 || drawn !== here);
        drawn = here;
        return !justDrawn;
    }

    function toUrl(values, ids, search) {
        if (!isChoice(ids)) {
            return window.dash_clientside.no_update;
        }
        const query = new URLSearchParams(search || "");
        ids.forEach(function (id, i) {
            const chosen = [].concat(values[i] ?? []).join(",");
            const value = chosen === EVERY ? "" : chosen;
            // A filter nobody has used shows what the page chose; only what was chosen by hand stands in the URL.
            if (value && (query.has(id.name) || isNamed(id))) {
                query.set(id.name, value);
            } else if (!value) {
                query.delete(id.name);
            }
        });
        const next = query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
        const wanted = next ? "?" + next : "";
        drawn = window.location.pathname + wanted;
        return wanted === (search || "") ? window.dash_clientside.no_update : wanted;
    }

    function isNamed(id) {
        return window.dash_clientside.callback_context.triggered.some(function (one) {
            return JSON.parse(one.prop_id.slice(0, one.prop_id.lastIndexOf("."))).name === id.name;
        });
    }

    // A measure chosen in the picture of the thread opens; any other block is left to come closer.
    function follow(click) {
        const href = click && click.points[0].customdata;
        return href && href.startsWith("/measures/") ? href : window.dash_clientside.no_update;
    }

    // From view to view of one page the URL changes as by a filter: the reader stays where they are.
    document.addEventListener("click", function (event) {
        const link = event.target.closest(".gt-views a");
        if (link && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) {
            event.preventDefault();
            window.dash_clientside.set_props("url", { search: link.search });
        }
    });

    window.dash_clientside = window.dash_clientside || {};
    window.dash_clientside.filters = { toUrl: toUrl, follow: follow };
})();
