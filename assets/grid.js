// A table of a thousand rows comes as text. It is put in its place as soon as its frame stands in the page, before
// anything is painted; its links stay inside the page as dcc.Link's do, and what had the focus keeps it.
(function () {
    let place = null;
    let kept = null;
    let unfolded = false;

    function draw(frame) {
        const text = frame.getAttribute("data-grid");
        // Taken away, so that nobody reads it twice; React writes it again only when the rows have changed.
        frame.removeAttribute("data-grid");
        frame.innerHTML = text;
        const again = place === window.location.pathname;
        place = window.location.pathname;
        unfolded = again && unfolded;
        fold(unfolded);
        if (!again) {
            return;
        }
        document.getElementById("announcer").textContent = frame.querySelector("caption").textContent;
        const target = kept && document.getElementById(kept);
        if (target) {
            target.focus({ preventScroll: true });
        }
        kept = null;
    }

    function follow(event) {
        const link = event.target.closest(":is([data-in-place], [data-text], .site-bar) a[href^='/']");
        const elsewhere = event.defaultPrevented || event.button || event.metaKey || event.shiftKey || event.altKey || event.ctrlKey;
        if (!link || elsewhere || link.hasAttribute("download") || link.rel === "external") {
            return;
        }
        event.preventDefault();
        kept = link.getAttribute("data-focus");
        window.history.pushState({}, "", link.getAttribute("href"));
        window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
        if (!kept) {
            window.scrollTo(0, 0);
        }
    }

    // On a narrow screen the filters stand behind a button, and stay open while they are being used.
    function fold(open) {
        const button = document.getElementById("scorecard-fold");
        if (button) {
            button.setAttribute("aria-expanded", String(open));
            document.getElementById(button.getAttribute("aria-controls")).classList.toggle("is-open", open);
        }
    }

    document.addEventListener("click", function (event) {
        if (event.target.closest("#scorecard-fold")) {
            unfolded = !unfolded;
            fold(unfolded);
        }
        follow(event);
    });
    new MutationObserver(function () {
        document.querySelectorAll("[data-grid]").forEach(draw);
    }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-grid"] });
})();
