// A table of a thousand rows comes as text: its frame as HTML, then each group's rows as lines of words. It is put in its
// place as soon as its frame stands in the page, before anything is painted; its links stay inside the page as dcc.Link's
// do, and what had the focus keeps it.
(function () {
    const SPARK = 'width="96" height="24" viewBox="0 0 96 24"';
    const ABSENT = "–";
    let place = null;
    let kept = null;
    let unfolded = false;

    function draw(frame) {
        const text = frame.getAttribute("data-grid");
        // Taken away, so that nobody reads it twice; React writes it again only when the rows have changed.
        frame.removeAttribute("data-grid");
        const [table, ...groups] = text.split("\f");
        frame.innerHTML = table;
        frame.querySelectorAll("tbody").forEach(function (body, place) {
            body.insertAdjacentHTML("beforeend", groups[place].split("\n").map(row).join(""));
        });
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

    // A measure in the order components/grid.py tells it: its link is HTML, its words are not.
    function row(line) {
        const cut = line.indexOf("\t");
        const words = plain(line.slice(cut + 1)).split("\t");
        const [unit, value, known, when, target, shape, mark, tone, status, note] = words;
        const [series, path, aim, x, y, quartile, place, outlook, risk, owner, report, flagged] = words.slice(18);
        const icon = `<span class="gt-mark gt-mark--${shape}-shape" aria-hidden="true">${mark}</span>`;
        const best = quartile && `<span class="gt-quartile">${hidden("quartile ")}${quartile}</span> `;
        return `<tr role="row"><th role="rowheader" scope="row" class="gt-grid__measure">${line.slice(0, cut)}${beside(unit)}</th>`
            + cell("value", (known ? `<b>${value}</b>` : small(value)) + beside(when))
            + cell("target", said(target), target)
            + cell("status", `<span class="gt-pill gt-pill--${tone}">${icon}${status}</span>` + beside(note))
            + cell("previous", travel(words.slice(10, 14)))
            + cell("year", travel(words.slice(14, 18)))
            + cell("trend", path ? spark(series, path, aim, x, y) : said(series), series)
            + cell("quartile", best + said(place, small), place)
            + cell("outlook", said(outlook) + (risk && (outlook && hidden(", ")) + ` ${flag(risk)}`), outlook)
            + cell("owner", owner)
            + cell("commentary", flagged ? flag(report) : said(report), report) + "</tr>";
    }

    function cell(name, html, words = "") {
        const absent = words.startsWith(ABSENT) ? " gt-grid__absent" : "";
        return `<td role="cell" class="gt-grid__${name}${absent}">${html}</td>`;
    }

    // What an empty cell says is heard; seen is a dash.
    function said(words, as = (shown) => shown) {
        return words.startsWith(ABSENT) ? `<span aria-hidden="true">${ABSENT}</span>${hidden(words.slice(1))}` : as(words);
    }

    function travel([arrow, direction, verdict, amount]) {
        const way = arrow && `<span class="gt-travel__arrow" aria-hidden="true">${arrow}</span> `;
        const told = verdict ? `${hidden(direction + ", ")}<b>${verdict}</b>` : arrow ? direction : small(direction);
        const far = amount && `${hidden(", ")} <span class="gt-grid__amount">${amount}</span>`;
        return `<span class="gt-travel gt-travel--${verdict || "neutral"}">${way}${told}${far}</span>`;
    }

    function spark(series, path, aim, x, y) {
        const level = aim && `<path class="gt-spark__target" d="M0 ${aim}H96"/>`;
        return `<svg class="gt-spark" role="img" ${SPARK} aria-label="${series}">${level}<path d="${path}"/><circle cx="${x}" cy="${y}" r="3"/></svg>`;
    }

    function beside(words) {
        return words && " " + small(words);
    }

    function small(words) {
        return `<span class="gt-grid__small">${words}</span>`;
    }

    function flag(words) {
        return `<b class="gt-grid__flag">${words}</b>`;
    }

    function hidden(words) {
        return `<span class="visually-hidden">${words}</span>`;
    }

    function plain(text) {
        return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&#34;");
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
