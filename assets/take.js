// What a figure's row can do besides links: draw the chart as a picture that explains itself, copy its address.
(function () {
    const WIDTH = 960;
    const EDGE = 24;
    const LETTER = 0.52; // of the size of the type, on average
    const INK = "#0B0C0C";
    const MUTED = "#505A5F";

    function wrapped(text, size) {
        const most = Math.floor((WIDTH - 2 * EDGE) / (size * LETTER));
        const lines = [""];
        text.split(/\s+/).forEach(function (word) {
            const line = lines[lines.length - 1];
            if (line && line.length + 1 + word.length > most) {
                lines.push(word);
            } else {
                lines[lines.length - 1] = line ? line + " " + word : word;
            }
        });
        return lines;
    }

    function words(figure, part) {
        const found = figure.querySelector(part);
        return found ? found.textContent.trim() : "";
    }

    // Plotly reads a little HTML in its texts; ours has none.
    function plain(text) {
        return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
    }

    // Lines under each other, the first at so many pixels below the top of the plot.
    function block(lines, size, color, place, weight = 400) {
        return {
            text: lines.map(plain).join("<br>"), font: { size: size, color: color, weight: weight }, showarrow: false, align: "left",
            xanchor: "left", yanchor: "top", xref: "paper", yref: "paper", ...place,
        };
    }

    // The chart as it is drawn now, with room for title and subtitle above and for source and day below.
    function picture(figure, row) {
        const graph = figure.querySelector(".js-plotly-plot");
        const layout = structuredClone(graph.layout);
        const size = graph._fullLayout._size;
        const title = wrapped(words(figure, ".gt-figure__title"), 20);
        const subtitle = wrapped(words(figure, ".gt-figure__subtitle"), 14);
        const source = wrapped(stated(figure, row), 12);
        const lead = title.length * 26;
        const head = EDGE + lead + (subtitle[0] ? subtitle.length * 19 : 0);
        const key = keyed(figure);
        const foot = EDGE + (source.length + key.length) * 16;
        const height = fitting(graph);
        const plot = { w: WIDTH - size.l - size.r, h: height - size.t - size.b };
        function at(below) {
            return { x: (EDGE - size.l) / plot.w, y: 1 - below / plot.h };
        }
        const top = EDGE / 2 - size.t - head;
        const texts = [
            block(title, 20, INK, at(top), 700),
            block(subtitle, 14, MUTED, at(top + lead)),
            block(key.map((one) => one.text), 12, INK, at(plot.h + size.b + EDGE / 2)),
            block(source, 12, MUTED, at(plot.h + size.b + EDGE / 2 + key.length * 16)),
        ];
        const icons = key.map(function (one, i) {
            const place = at(plot.h + size.b + EDGE / 2 + i * 16);
            return { source: one.icon, ...place, xref: "paper", yref: "paper", sizex: 16 / plot.w, sizey: 16 / plot.h };
        });
        layout.images = (layout.images || []).concat(icons.filter((icon) => icon.source));
        layout.annotations = (layout.annotations || []).concat(texts.filter((text) => text.text));
        layout.margin = { l: size.l, r: size.r, t: size.t + head, b: size.b + foot, autoexpand: false };
        layout.paper_bgcolor = "#FFFFFF";
        layout.autosize = false;
        layout.showlegend = Boolean(layout.legend); // a key that stands in HTML beside the chart
        return { figure: { data: structuredClone(graph.data), layout: layout }, height: height + head + foot };
    }

    // Where lengths across and up are the same, a chart that becomes wider has to become higher.
    function fitting(graph) {
        const fixed = ["xaxis", "yaxis"].some((axis) => (graph.layout[axis] || {}).scaleanchor);
        return fixed ? Math.round(graph.offsetHeight * WIDTH / graph.offsetWidth) : graph.offsetHeight;
    }

    // The key that stands in HTML below the chart: a line each where it has icons, else all in a row.
    function keyed(figure) {
        const items = Array.from(figure.querySelectorAll(".gt-key li"));
        if (!items.some((item) => item.querySelector("img"))) {
            const row = items.map((item) => item.textContent.trim()).join(" · ");
            return row ? wrapped(row, 12).map((text) => ({ text: text })) : [];
        }
        return items.map(function (item) {
            const icon = item.querySelector("img");
            return { text: "\u00A0".repeat(icon ? 6 : 0) + item.textContent.trim(), icon: icon && icon.src };
        });
    }

    function stated(figure, row) {
        const source = words(figure, ".gt-figure__source");
        const council = document.querySelector(".site-council").textContent;
        const day = "As at " + row.dataset.asAt + ".";
        const parts = [source, source.includes(council) ? "" : council + ".", source.includes(day) ? "" : day];
        return parts.filter(Boolean).join(" ");
    }

    // A chart far below is drawn when there is nothing else to do: somebody who asks for its picture sooner waits for it.
    function whenDrawn(figure, then) {
        if (figure.querySelector(".dash-graph:not(.dash-graph--pending)")) {
            then();
        } else if (figure.isConnected) {
            window.setTimeout(whenDrawn, 50, figure, then);
        }
    }

    function draw(row, format) {
        const drawn = picture(row.closest(".gt-figure"), row);
        window.Plotly.downloadImage(drawn.figure, {
            format: format, width: WIDTH, height: drawn.height, scale: format === "png" ? 2 : 1, filename: row.dataset.file,
        }).then(function () {
            say("Picture saved");
        });
    }

    function say(text) {
        document.getElementById("announcer").textContent = text;
    }

    function address(row) {
        const here = window.location.href.split("#")[0];
        return row.dataset.anchor ? here + "#" + row.dataset.anchor : here;
    }

    function frame(row) {
        const code = document.createElement("iframe");
        code.src = window.location.origin + row.dataset.embed;
        code.title = row.dataset.title;
        code.width = "100%";
        code.height = String(Math.ceil(document.getElementById(row.dataset.anchor).offsetHeight / 50) * 50 + 50);
        code.loading = "lazy";
        return code.outerHTML;
    }

    function copy(row, text, name) {
        hide(row);
        const done = window.isSecureContext && navigator.clipboard ? navigator.clipboard.writeText(text) : Promise.reject();
        done.then(function () {
            say(name + " copied");
        }, function () {
            show(row, text, name);
        });
    }

    // Without a clipboard: what is to be copied, already selected.
    function show(row, text, name) {
        const label = document.createElement("label");
        const box = document.createElement("input");
        label.textContent = name + ", to be copied";
        box.readOnly = true;
        box.value = text;
        label.append(box);
        row.append(label);
        box.focus();
        box.select();
    }

    function hide(row) {
        row.querySelectorAll("label").forEach(function (label) {
            label.remove();
        });
    }

    document.addEventListener("click", function (event) {
        const button = event.target.closest("[data-take]");
        const row = button && button.closest("[data-anchor]");
        if (!row) {
            return;
        }
        const what = button.dataset.take;
        if (what === "link") {
            copy(row, address(row), "Link");
        } else if (what === "embed") {
            copy(row, frame(row), "Code");
        } else {
            whenDrawn(row.closest(".gt-figure"), () => draw(row, what));
        }
    });

    document.addEventListener("toggle", function (event) {
        if (event.target.matches(".gt-take:not([open])")) {
            hide(event.target);
        }
    }, true);

    document.addEventListener("keydown", function (event) {
        const row = event.key === "Escape" && event.target.closest(".gt-take[open]");
        if (row) {
            row.open = false;
            row.querySelector("summary").focus();
        }
    });
})();
