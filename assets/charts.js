// Charts are drawn once: those in sight first, those nearly so when these have been painted, the others while the browser
// has nothing else to do. Dash asks Plotly to draw each at once, however far below, and then twice more to take the width
// it has already.
(function () {
    const NEAR = "50%"; // of the window's height, below and above it
    const waiting = new Map(); // a chart's element to what draws it
    const whenIdle = window.requestIdleCallback || ((run) => window.setTimeout(run, 200)); // Safari has none

    const sight = new IntersectionObserver(function (seen) {
        // This is told before the frame is painted, and must not delay it.
        const near = seen.filter((one) => one.isIntersecting).map((one) => one.target);
        window.setTimeout(() => near.filter((graph) => waiting.has(graph)).forEach(drawNow));
    }, { rootMargin: NEAR });

    function drawNow(graph) {
        const draw = waiting.get(graph);
        forget(graph);
        draw();
    }

    function forget(graph) {
        waiting.delete(graph);
        sight.unobserve(graph);
    }

    // One at a time, so that a click in between is answered.
    function drawNext() {
        waiting.forEach((_, graph) => graph.isConnected || forget(graph));
        const [next] = waiting.keys();
        if (next) {
            drawNow(next);
            whenIdle(drawNext);
        }
    }

    function isInSight(graph) {
        const box = graph.getBoundingClientRect();
        return box.top < window.innerHeight && box.bottom > 0;
    }

    function inTime(draw) {
        return function (graph, ...drawing) {
            if (graph.calcdata || isInSight(graph)) {
                return draw(graph, ...drawing);
            }
            return new Promise(function (done) {
                waiting.set(graph, () => done(draw(graph, ...drawing)));
                sight.observe(graph);
                whenIdle(drawNext);
            });
        };
    }

    function ifChanged(resize) {
        return function (graph) {
            const full = graph._fullLayout;
            const same = full && full.width === graph.clientWidth && full.height === graph.clientHeight;
            return same ? Promise.resolve(graph) : resize(graph);
        };
    }

    // Heard on its way to the script of Plotly, so before Dash draws the first chart.
    document.addEventListener("load", function (event) {
        if (event.target.matches("script[src*='/plotly.min.js']")) {
            window.Plotly.react = inTime(window.Plotly.react);
            window.Plotly.Plots.resize = ifChanged(window.Plotly.Plots.resize);
        }
    }, true);

    // Paper has all of them.
    window.addEventListener("beforeprint", function () {
        [...waiting.keys()].forEach(drawNow);
    });
})();
