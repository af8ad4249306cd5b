// A table or list comes as text (dashboard/markup.py) and is put into its element before anything is painted. What was
// put there is taken out again when React uses the element for something else.
(function () {
    const put = new WeakMap();

    function draw(element) {
        const text = element.getAttribute("data-text");
        const before = put.get(element);
        if (before && before.text === text) {
            return;
        }
        if (before) {
            before.nodes.forEach((node) => node.remove());
            put.delete(element);
        }
        if (text !== null) {
            element.innerHTML = text;
            put.set(element, { text: text, nodes: [...element.childNodes] });
        }
    }

    new MutationObserver(function (changes) {
        const touched = new Set(changes.filter((change) => change.type === "attributes").map((change) => change.target));
        touched.forEach(draw);
        document.querySelectorAll("[data-text]").forEach(draw);
    }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-text"] });
})();
