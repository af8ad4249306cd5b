// Lines of program that name this dashboard: its address is what the browser shows, and a button copies them.
(function () {
    const NAMED = "data-named";

    function named() {
        document.querySelectorAll(".gt-host:not([" + NAMED + "])").forEach(function (host) {
            host.textContent = window.location.origin;
            host.setAttribute(NAMED, "");
        });
    }

    function say(button, words) {
        const before = button.dataset.words || button.textContent;
        button.dataset.words = before;
        button.textContent = words;
        document.getElementById("announcer").textContent = words;
        window.setTimeout(function () {
            button.textContent = before;
        }, 4000);
    }

    // Without a clipboard (a page that is not served securely): the lines are selected, ready to be copied.
    function select(lines) {
        const range = document.createRange();
        range.selectNodeContents(lines);
        window.getSelection().removeAllRanges();
        window.getSelection().addRange(range);
    }

    document.addEventListener("click", function (event) {
        const button = event.target.closest(".gt-snippet__copy");
        if (!button) {
            return;
        }
        const lines = button.closest(".gt-snippet").querySelector("code");
        const secure = window.isSecureContext && navigator.clipboard;
        const done = secure ? navigator.clipboard.writeText(lines.textContent) : Promise.reject();
        done.then(function () {
            say(button, "Copied");
        }, function () {
            select(lines);
            say(button, "Selected: press Ctrl and C");
        });
    });

    new MutationObserver(named).observe(document.documentElement, { childList: true, subtree: true });
})();
