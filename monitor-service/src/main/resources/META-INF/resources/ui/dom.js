// Elements are made here and nowhere else. What others wrote becomes text, never markup.

const SVG = "http://www.w3.org/2000/svg";

/** An HTML element. Attributes that are null, undefined or false are left out, and so are such children. */
export function h(tag, attributes = {}, ...children) {
    return filled(document.createElement(tag), attributes, children);
}

/** An SVG element; otherwise as {@link h}. */
export function svg(tag, attributes = {}, ...children) {
    return filled(document.createElementNS(SVG, tag), attributes, children);
}

/** A link to an address that others wrote: only what leads to a web page becomes one. */
export function external(address) {
    return /^https?:\/\//i.test(address)
        ? h("a", { href: address, rel: "noreferrer noopener", target: "_blank" }, address)
        : h("code", {}, address);
}

function filled(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
        if (isGiven(value)) {
            element.setAttribute(name, value === true ? "" : value);
        }
    }
    element.append(...children.flat(Infinity).filter(isGiven));
    return element;
}

function isGiven(value) {
    return value !== null && value !== undefined && value !== false;
}
