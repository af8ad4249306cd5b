// What takes longer than a moment shows that it is on its way: a line above the page, and one word for who cannot see it.
(function () {
    const MOMENT = 300; // milliseconds
    const WORD = "Loading";
    let asked = 0;
    let timer = null;

    // Before Dash has drawn the frame around pages there is nothing to show it in.
    function show(main, announcer) {
        main.setAttribute("aria-busy", "true");
        announcer.textContent = WORD;
    }

    function hide(main, announcer) {
        main.removeAttribute("aria-busy");
        // The next page has its own name read out; the same page drawn again has not.
        announcer.textContent = announcer.textContent === WORD ? "" : announcer.textContent;
    }

    function within(tell) {
        const main = document.getElementById("main");
        if (main) {
            tell(main, document.getElementById("announcer"));
        }
    }

    // Every question for a page, by a link, a filter or a view, comes by here (assets/ahead.js).
    document.addEventListener("pageasked", function (event) {
        asked += 1;
        const mine = asked;
        window.clearTimeout(timer);
        timer = window.setTimeout(within, MOMENT, show);
        event.detail.catch(() => null).then(function () {
            if (mine === asked) {
                window.clearTimeout(timer);
                within(hide);
            }
        });
    });
})();
