// What a full page load gives for nothing and a page drawn in place does not: the title is read out, the focus moves to
// the new heading and stays with the filter just used, an address with # is scrolled to, menus close.
(function () {
    let shown = null;
    let used = null;
    let instead = null;

    function arrive() {
        const here = window.location.pathname;
        const heading = document.querySelector("#main h1");
        if (!heading) {
            return;
        }
        const target = window.location.hash && document.getElementById(window.location.hash.slice(1));
        if (target && target.closest("#main") && shown !== here) {
            point(target);
        } else if (shown !== null && shown !== here) {
            document.getElementById("announcer").textContent = heading.textContent;
            point(heading);
            window.scrollTo(0, 0);
        } else if (shown === here) {
            redrawn();
        }
        shown = here;
        asked();
        document.querySelectorAll(".gt-views ul").forEach(present);
    }

    // A phone shows a part of a long row of views: the part with the present one.
    function present(row) {
        const link = row.querySelector("[aria-current]");
        if (link) {
            const before = link.getBoundingClientRect().left - row.getBoundingClientRect().left;
            row.scrollLeft += before - (row.clientWidth - link.offsetWidth) / 2;
        }
    }

    // The box holds what the page of results answers, so that it can be changed; on any other page nothing.
    function asked() {
        const box = document.getElementById("site-search");
        if (document.activeElement !== box) {
            const here = window.location.pathname === new URL(box.form.action).pathname;
            box.value = (here && new URLSearchParams(window.location.search).get("q")) || "";
        }
    }

    // Explanations of words: one open at a time, within the page, closed by Escape or by going elsewhere.
    function closeTerms(but) {
        document.querySelectorAll("details.gt-term[open]").forEach(function (details) {
            details.open = details === but;
        });
    }

    // The stylesheet could see by itself whether the table is open (:has), but would look again at all a chart draws.
    document.addEventListener("toggle", function (event) {
        if (event.target.matches(".gt-figure__table")) {
            event.target.parentElement.toggleAttribute("data-as-table", event.target.open);
        }
    }, true);

    document.addEventListener("toggle", function (event) {
        if (event.target.matches("details.gt-term[open]")) {
            closeTerms(event.target);
            const meaning = event.target.querySelector(".gt-term__meaning");
            meaning.style.translate = "";
            const over = meaning.getBoundingClientRect().right - document.documentElement.clientWidth + 8;
            meaning.style.translate = over > 0 ? -over + "px" : "";
        }
    }, true);

    // The same page with another choice: what was used is a new element and would have lost the focus; another view of a
    // measure also says what it finds.
    function redrawn() {
        const again = document.getElementById(used) || document.getElementById(instead);
        if (document.activeElement === document.body && again) {
            again.focus({ preventScroll: true });
        }
        const finding = document.querySelector(".gt-split__main h2, .gt-explorer__view h2");
        if (document.activeElement.closest(".gt-views") && finding) {
            document.getElementById("announcer").textContent = finding.textContent;
        }
    }

    function point(element) {
        if (!element.matches("a[href], button, input, select, summary")) {
            element.tabIndex = -1;
        }
        element.focus();
    }

    // The reporting period goes along from page to page; every other choice belongs to its page.
    function mark() {
        const period = new URLSearchParams(window.location.search).get("period");
        const here = window.location.pathname;
        const way = new Set([...document.querySelectorAll(".gt-breadcrumb a")].map((step) => step.pathname));
        document.querySelectorAll("#site-nav a, .site-name").forEach(function (link) {
            const path = link.getAttribute("href").split("?")[0];
            link.setAttribute("href", path + (period ? "?period=" + encodeURIComponent(period) : ""));
            const above = way.has(link.pathname) && link.closest("details");
            current(link, link.pathname === here ? "page" : above && "true");
        });
        document.querySelectorAll("#site-nav summary").forEach(function (summary) {
            current(summary, summary.parentElement.querySelector("a[aria-current]") && "true");
        });
    }

    // "page" is where the reader is; "true" is what the way there leads through, and the menu it is in.
    function current(element, as) {
        if (as) {
            element.setAttribute("aria-current", as);
        } else {
            element.removeAttribute("aria-current");
        }
    }

    function menu(open) {
        document.getElementById("site-menu").setAttribute("aria-expanded", String(open));
        document.getElementById("site-nav").classList.toggle("is-open", open);
    }

    function closePlan() {
        document.querySelectorAll("#site-nav details[open]").forEach(function (details) {
            details.open = false;
        });
    }

    document.addEventListener("focusin", function (event) {
        used = event.target.closest("#main") ? event.target.id : null;
        // A link that will be gone says what has the focus then.
        instead = event.target.getAttribute("data-focus");
    });

    document.addEventListener("click", function (event) {
        if (event.target.closest("#site-menu")) {
            menu(event.target.closest("#site-menu").getAttribute("aria-expanded") !== "true");
        } else if (event.target.closest("#site-nav a")) {
            closePlan();
            menu(false);
        } else if (!event.target.closest("#site-nav details")) {
            closePlan();
        }
        closeTerms(event.target.closest("details.gt-term"));
    });

    document.addEventListener("keydown", function (event) {
        const details = event.key === "Escape" && event.target.closest("#site-nav details[open], details.gt-term[open]");
        if (details) {
            details.open = false;
            details.querySelector("summary").focus();
        } else if (event.key === "Escape" && event.target.closest("#site-nav.is-open")) {
            menu(false);
            document.getElementById("site-menu").focus();
        } else if (event.key === "/" && !event.altKey && !event.target.closest("input, select, textarea, [contenteditable]") && !event.ctrlKey && !event.metaKey) {
            event.preventDefault();
            document.getElementById("site-search").focus();
        }
    });

    // Dash sets the title whenever the page of an address has been drawn, and at no other time.
    new MutationObserver(function () {
        mark();
        arrive();
    }).observe(document.querySelector("title"), { childList: true });
})();
