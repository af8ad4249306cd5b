// What a full page load gives for nothing and a page drawn in place does not: the title is read out, the focus moves to
// the new heading, the menus close and the current page is marked.
(function () {
    let shown = window.location.pathname;

    function arrive() {
        const heading = document.querySelector("#main h1");
        if (!heading || window.location.pathname === shown) {
            return;
        }
        shown = window.location.pathname;
        document.getElementById("announcer").textContent = heading.textContent;
        if (!window.location.hash) {
            heading.tabIndex = -1;
            heading.focus({ preventScroll: true });
            window.scrollTo(0, 0);
        }
    }

    function mark() {
        document.querySelectorAll("#site-nav a, .site-name").forEach(function (link) {
            if (new URL(link.href).pathname === window.location.pathname) {
                link.setAttribute("aria-current", "page");
            } else {
                link.removeAttribute("aria-current");
            }
        });
    }

    function menu(open) {
        const button = document.getElementById("site-menu");
        if (button) {
            button.setAttribute("aria-expanded", String(open));
            document.getElementById("site-nav").classList.toggle("is-open", open);
        }
    }

    function closePlan() {
        document.querySelectorAll("#site-nav details[open]").forEach(function (details) {
            details.open = false;
        });
    }

    document.addEventListener("click", function (event) {
        if (event.target.closest("#site-menu")) {
            menu(event.target.closest("#site-menu").getAttribute("aria-expanded") !== "true");
        } else if (event.target.closest("#site-nav a")) {
            closePlan();
            menu(false);
        } else if (!event.target.closest("#site-nav details")) {
            closePlan();
        }
    });

    document.addEventListener("keydown", function (event) {
        const details = event.key === "Escape" && event.target.closest("#site-nav details[open]");
        if (details) {
            details.open = false;
            details.querySelector("summary").focus();
        }
    });

    // Dash sets the title when, and only when, the page of a new address has been drawn.
    new MutationObserver(function () {
        mark();
        arrive();
    }).observe(document.querySelector("title"), { childList: true });
})();
