// Brings what is shown up to date without drawing it anew, so that focus, selection and open details stay.

/** Gives `old` the attributes and children of `fresh`. Children are the same by `data-key`, or by place and kind. */
export function morph(old, fresh) {
    const wanted = [...fresh.childNodes];
    const keys = new Set(wanted.map(keyOf).filter(Boolean));
    const kept = new Map();
    for (const child of [...old.childNodes]) {
        const key = keyOf(child);
        if (key && keys.has(key)) {
            kept.set(key, child);
        } else if (key) {
            child.remove();
        }
    }
    let at = old.firstChild;
    for (const next of wanted) {
        const same = keyOf(next) ? kept.get(keyOf(next)) : isAlike(at, next) && at;
        if (!same) {
            old.insertBefore(next, at);
            continue;
        }
        if (same === at) {
            at = at.nextSibling;
        } else {
            old.insertBefore(same, at);
        }
        update(same, next);
    }
    while (at) {
        const surplus = at;
        at = at.nextSibling;
        surplus.remove();
    }
}

function update(old, fresh) {
    if (old.nodeType === Node.TEXT_NODE) {
        if (old.data !== fresh.data) {
            old.data = fresh.data;
        }
        return;
    }
    updateAttributes(old, fresh);
    morph(old, fresh);
}

function updateAttributes(old, fresh) {
    for (const { name } of [...old.attributes]) {
        if (!fresh.hasAttribute(name) && !isReaders(name)) {
            old.removeAttribute(name);
        }
    }
    for (const { name, value } of fresh.attributes) {
        if (old.getAttribute(name) !== value && !isReaders(name)) {
            old.setAttribute(name, value);
        }
    }
}

/** What the person who reads decides. */
function isReaders(name) {
    return name === "open";
}

function isAlike(old, fresh) {
    return old !== null && !keyOf(old) && old.nodeName === fresh.nodeName;
}

function keyOf(node) {
    return node.dataset?.key;
}
