// A box that finds one of many things by its name: its suggestions come as text and become a datalist when it is used;
// what is found goes into the URL, which draws the page again. Choosing a suggestion, Enter and the button all add.
(function () {
    const FEW = 12; // matches that are offered one by one
    const options = new WeakMap();

    function known(finder) {
        const text = finder.getAttribute("data-options");
        const kept = options.get(finder);
        if (!kept || kept.text !== text) {
            options.set(finder, { text: text, pairs: JSON.parse(text) });
        }
        return options.get(finder).pairs;
    }

    function suggest(finder) {
        const list = finder.querySelector("datalist");
        const text = finder.getAttribute("data-options");
        if (list.dataset.of !== String(text.length)) {
            list.dataset.of = String(text.length);
            list.replaceChildren(...known(finder).map(function (pair) {
                const option = document.createElement("option");
                option.value = pair[1];
                return option;
            }));
        }
    }

    // The things of that name, with or without the code behind it, or of that code; else those whose name has every word.
    function found(finder, said) {
        const wanted = said.trim().toLowerCase();
        const pairs = known(finder);
        const exact = pairs.filter(function (pair) {
            const code = pair[0].toLowerCase();
            const name = pair[1].toLowerCase();
            return wanted === code || wanted === name || wanted + " (" + code + ")" === name;
        });
        if (exact.length || !wanted) {
            return exact;
        }
        const words = wanted.split(/\s+/);
        return pairs.filter(function (pair) {
            return words.every(function (word) {
                return pair[1].toLowerCase().includes(word);
            });
        });
    }

    function search(finder) {
        const box = finder.querySelector("input");
        const matches = found(finder, box.value);
        if (matches.length === 1) {
            add(finder, matches[0]);
            return;
        }
        const said = finder.querySelector(".gt-finder__said");
        said.textContent = !box.value.trim() ? "Type a name first." : !matches.length
            ? "Nothing else has this name."
            : matches.length + " have these words in their name" + (matches.length > FEW ? ": type more of it." : ":");
        if (matches.length && matches.length <= FEW) {
            said.append(...matches.map(function (pair) {
                const button = document.createElement("button");
                button.type = "button";
                button.className = "gt-finder__match";
                button.textContent = pair[1];
                button.dataset.code = pair[0];
                return button;
            }));
        }
        box.focus();
    }

    function add(finder, pair) {
        const box = finder.querySelector("input");
        const name = finder.getAttribute("data-finder");
        const chosen = finder.getAttribute("data-one") ? [] : finder.getAttribute("data-chosen").split(",").filter(Boolean);
        const query = new URLSearchParams(window.location.search);
        query.set(name, [...new Set([...chosen, pair[0]])].join(","));
        // Councils picked here are the ones compared with from now on.
        if (name === "areas") {
            query.set("group", "picked");
        }
        finder.querySelector(".gt-finder__said").replaceChildren();
        document.getElementById("announcer").textContent = "Added: " + pair[1];
        window.dash_clientside.set_props(box.id, { value: "" });
        box.value = "";
        box.focus();
        const next = query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
        window.history.pushState({}, "", window.location.pathname + "?" + next);
        window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    }

    document.addEventListener("focusin", function (event) {
        const finder = event.target.closest("[data-finder]");
        if (finder && event.target.matches("input")) {
            suggest(finder);
        }
    });

    document.addEventListener("click", function (event) {
        const finder = event.target.closest("[data-finder]");
        if (finder && event.target.matches(".gt-finder__button")) {
            search(finder);
        } else if (finder && event.target.matches(".gt-finder__match")) {
            add(finder, known(finder).find((pair) => pair[0] === event.target.dataset.code));
        }
    });

    document.addEventListener("keydown", function (event) {
        const finder = event.key === "Enter" && event.target.closest("[data-finder]");
        if (finder && event.target.matches("input")) {
            event.preventDefault();
            search(finder);
        }
    });

    // Taken from the suggestions by mouse or touch: the browser says so with an input event that replaces the text.
    document.addEventListener("input", function (event) {
        const finder = event.target.closest("[data-finder]");
        if (!finder) {
            return;
        }
        finder.querySelector(".gt-finder__said").replaceChildren();
        const taken = !event.inputType || event.inputType === "insertReplacementText";
        const pair = taken && known(finder).find((one) => one[1] === event.target.value);
        if (pair) {
            add(finder, pair);
        }
    });
})();
