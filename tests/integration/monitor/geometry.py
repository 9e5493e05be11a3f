"""Where the words of a page stand: what is cut off, what lies over something else, what makes a page scroll sideways.

A cheap look at boxes; whether a page is pleasant to read, only eyes say.
"""

from playwright.sync_api import Page

# Each visible piece of text with its boxes. Left out: what only a screen reader gets, which is clipped on purpose.
FAULTS = """() => {
    const unseen = new Map(), width = innerWidth, boxes = [], faults = [];
    const isUnseen = one => {
        if (!one || one === document.body) return false;
        if (!unseen.has(one)) {
            const style = getComputedStyle(one);
            const isClipped = style.clipPath !== 'none' || one.matches('.skip:not(:focus)');
            unseen.set(one, isClipped || isUnseen(one.parentElement));
        }
        return unseen.get(one);
    };
    const scroll = document.documentElement.scrollWidth - width;
    if (scroll > 0) faults.push(`scrolls ${scroll} px sideways`);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode, parent = node.parentElement;
        if (!node.data.trim() || parent.closest('script, option') || isUnseen(parent)
            || !parent.checkVisibility()) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const box of range.getClientRects()) {
            if (box.width < 1 || box.height < 1) continue;
            const text = node.data.trim().slice(0, 40);
            if (box.left < -1 || box.right > width + 1) faults.push(`cut off: ${text}`);
            // Boxes of letters are higher than lines: their middle is where the letters are.
            boxes.push({text, node, left: box.left + 1, right: box.right - 1,
                        top: box.top + box.height * .3, bottom: box.bottom - box.height * .3});
        }
    }
    document.querySelectorAll('body *').forEach(one => {
        if (one.closest('svg') || isUnseen(one) || !one.checkVisibility() || !one.scrollWidth) return;
        const isClipped = getComputedStyle(one).overflowX !== 'visible' && one.scrollWidth > one.clientWidth + 1;
        const text = one.textContent.trim().slice(0, 40);
        if (isClipped && one.tagName !== 'SELECT') faults.push(`cut off in ${one.tagName}: ${text}`);
    });
    boxes.sort((one, other) => one.top - other.top);
    boxes.forEach((one, at) => {
        for (let next = at + 1; next < boxes.length && boxes[next].top < one.bottom; next++) {
            const other = boxes[next];
            const isOn = one.left < other.right && other.left < one.right;
            if (isOn) faults.push(`on each other: ${one.text} | ${other.text}`);
        }
    });
    return faults;
}"""


def faults_of_place(page: Page) -> list[str]:
    found = page.evaluate(FAULTS)
    return [str(fault) for fault in found]
