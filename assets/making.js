// A file of millions of rows is made before it is sent: beside its link stands how far it is, and a way to stop it. It is
// made further whoever leaves, so whoever comes back finds it under way or there.
(function () {
    const EVERY = 700; // milliseconds between two looks
    const wanted = new Set(); // files somebody on this page waits for
    let drawn = null;
    let looking = null;

    function links() {
        return [...document.querySelectorAll("a[data-file]")];
    }

    async function ask(method, file) {
        const answer = await fetch("/making/" + (file || ""), { method: method });
        show(await answer.json());
    }

    function show(state) {
        links().forEach(function (link) {
            const file = link.dataset.file;
            const made = state.made.includes(file);
            tell(link, made ? null : state.making[file]);
            if (wanted.has(file) && !state.making[file]) {
                wanted.delete(file);
                if (made) {
                    say(file + " is ready");
                    window.location.assign(link.href);
                }
            }
        });
        window.clearTimeout(looking);
        looking = Object.keys(state.making).length ? window.setTimeout(ask, EVERY, "GET") : null;
    }

    function tell(link, job) {
        const beside = link.nextElementSibling;
        let box = beside && beside.classList.contains("gt-making") ? beside : null;
        if (!job) {
            if (box) {
                box.remove();
            }
            return;
        }
        if (!box) {
            box = document.createElement("span");
            box.className = "gt-making";
            const bar = document.createElement("progress");
            bar.setAttribute("aria-label", "Making " + link.dataset.file);
            const stop = document.createElement("button");
            stop.type = "button";
            stop.textContent = "Cancel";
            stop.addEventListener("click", function () {
                wanted.delete(link.dataset.file);
                say("Cancelled");
                ask("DELETE", link.dataset.file);
                link.focus();
            });
            box.append(bar, document.createElement("span"), stop);
            link.after(box);
            say("Making " + link.dataset.file);
        }
        box.children[0].value = job.share;
        const part = job.part.replace(/\.gz$/, "");
        box.children[1].textContent = part ? "Making " + part + ", " + Math.round(job.share * 100) + "%" : "Waiting for other files";
    }

    function say(words) {
        document.getElementById("announcer").textContent = words;
    }

    document.addEventListener("click", function (event) {
        const link = event.target.closest("a[data-file]");
        if (link && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) {
            event.preventDefault();
            wanted.add(link.dataset.file);
            ask("POST", link.dataset.file).catch(function () {
                wanted.delete(link.dataset.file);
                window.location.assign(link.href);
            });
        }
    });

    // Dash sets the title whenever the page of an address has been drawn: what is under way there is shown again.
    new MutationObserver(function () {
        const here = links()[0] || null;
        if (here && here !== drawn) {
            ask("GET");
        }
        drawn = here;
    }).observe(document.querySelector("title"), { childList: true });
})();
