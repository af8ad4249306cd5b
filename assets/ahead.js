// Answers before they are asked for: those the first document carries, and the page a link leads to, asked for while
// somebody points at it, touches it or comes to it by keyboard. What Dash then asks finds its answer here.
(function () {
    const RESTS = 65; // milliseconds a pointer or the focus rests on a link that is meant
    const FRESH = 30000; // milliseconds an answer may wait for its click
    const MOST = 2; // on their way at once
    const answers = new Map();
    const ask = window.fetch.bind(window);
    let question = null; // Dash's own, for any page
    let asking = 0;
    let resting = null;

    function pageOf(address) {
        return "page " + address.pathname + address.search;
    }

    // Dash asks for its layout and its callbacks by address, and for every page at one address, by two inputs.
    function named(address, options) {
        const path = new URL(address, window.location.origin).pathname;
        if (!(options && options.body)) {
            return path;
        }
        const body = JSON.parse(options.body);
        if (!body.output.includes("_pages_content")) {
            return null;
        }
        question = { address: address, options: options, body: body };
        return pageOf({ pathname: body.inputs[0].value, search: body.inputs[1].value || "" });
    }

    function answer(address, options) {
        const name = named(address, options);
        const ready = answers.get(name);
        answers.delete(name);
        const coming = ready && ready.until > Date.now() ? ready.response.catch(() => ask(address, options)) : ask(address, options);
        if (name && name.startsWith("page ")) {
            document.dispatchEvent(new CustomEvent("pageasked", { detail: coming }));
        }
        return coming;
    }

    // Read to its end, so that no connection waits for a click that may never come.
    async function whole(response) {
        return new Response(await response.arrayBuffer(), { status: response.status, headers: response.headers });
    }

    function keep(name, response, until) {
        answers.forEach((one, other) => one.until < Date.now() && answers.delete(other));
        answers.set(name, { response: response, until: until });
    }

    function askAhead(link) {
        const here = window.location;
        const name = pageOf(link);
        const elsewhere = link.origin !== here.origin || link.hasAttribute("download") || link.target;
        const same = link.pathname === here.pathname && link.search === here.search;
        const saving = navigator.connection && navigator.connection.saveData;
        const known = answers.get(name);
        if (!question || elsewhere || same || saving || asking >= MOST || (known && known.until > Date.now())) {
            return;
        }
        const values = [link.pathname, link.search];
        const inputs = question.body.inputs.map((input, i) => ({ ...input, value: values[i] }));
        asking += 1;
        const asked = { ...question.options, body: JSON.stringify({ ...question.body, inputs: inputs }) };
        const response = ask(question.address, asked).then(whole);
        keep(name, response, Date.now() + FRESH);
        response.catch(() => answers.delete(name)).finally(function () {
            asking -= 1;
        });
    }

    function meant(event) {
        return event.target.closest("#main a[href^='/'], .site-header a[href^='/'], [data-in-place] a[href^='/']");
    }

    document.querySelectorAll("script[data-answers]").forEach(function (script) {
        const name = script.dataset.answers || pageOf(window.location);
        const headers = { "Content-Type": "application/json" };
        keep(name, Promise.resolve(new Response(script.textContent, { headers: headers })), Infinity);
        script.remove();
    });
    window.fetch = answer;

    function rests(event) {
        window.clearTimeout(resting);
        const link = meant(event);
        resting = link && window.setTimeout(askAhead, RESTS, link);
    }

    function presses(event) {
        const link = meant(event);
        if (link && !(event.button || event.ctrlKey || event.metaKey || event.shiftKey)) {
            askAhead(link);
        }
    }

    document.addEventListener("pointerover", rests);
    document.addEventListener("focusin", rests);
    document.addEventListener("mousedown", presses);
    document.addEventListener("touchstart", presses, { passive: true });
})();
