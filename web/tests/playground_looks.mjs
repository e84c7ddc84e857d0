// How the playground looks and is used: on a phone, by the keyboard alone, at any size.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { edit, generate, launch, playground } from "./world.mjs";

let context;
before(async () => (context = await launch({ acceptDownloads: true })));
after(() => context?.close());

test("on a phone, what comes of a run is in view, and so is the line that is wrong", async () => {
  const page = await playground(context);
  await page.setViewportSize({ width: 390, height: 844 });
  // Between what lies upon the page above and below.
  const inView = (selector) => page.waitForFunction((selector) => {
    const { top, bottom } = document.querySelector(selector).getBoundingClientRect();
    return top >= 55 && top < innerHeight - 100 && bottom > 100;
  }, selector);
  await page.locator("#generate").click();
  await page.getByText(/^\d+ files? in/).waitFor();
  await inView("#output");
  await page.evaluate(() => scrollTo(0, 0));
  await edit(page, `syntax = "proto3";\nmessage A {${"\n".repeat(300)}  Nothing x = 1;\n}\n`);
  await page.locator("#generate").click();
  await page.getByText("1 error in .proto files.").waitFor();
  await inView("#problem");
  await page.getByRole("button", { name: "Go to line 302" }).click();
  await inView("#editor .gutter .wrong");
  await page.close();
});

/** Widths of screens: the last two are those of a desktop at 200 and 400 %. */
const WIDTHS = [[1440, 900], [1024, 700], [390, 844], [720, 450], [320, 256]];

test("nothing is cut off or overlaps, at any width, light and dark", async () => {
  const page = await playground(context);
  await generate(page);
  const look = async (what) => {
    for (const [width, height] of WIDTHS) {
      await page.setViewportSize({ width, height });
      // Further down, what stays in view lies upon the rest.
      await page.evaluate(() => scrollTo({ top: 0, behavior: "instant" }));
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${what}, ${width}: nothing is cut`);
      assert.deepEqual(await overlaps(page), [], `${what}, ${width}: nothing overlaps`);
    }
  };
  await look("a result");
  await page.getByText("Limits of a run").click();
  await page.getByText("Add one by its URL").click();
  await look("open menus");
  await edit(page, 'syntax = "proto3";\nmessage A { Nothing x = 1; }\n');
  await page.locator("#generate").click();
  await page.getByText(/errors? in .proto files/).waitFor();
  await look("errors");
  await page.close();
});

/** Pairs of controls that lie upon each other. */
function overlaps(page) {
  return page.evaluate(() => {
    const controls = [...document.querySelectorAll("button, label.button, h1, h2, input:not([type])")];
    const boxes = controls.map((control) => [control.textContent || control.id, control.getBoundingClientRect()]);
    const visible = boxes.filter(([, box], index) => box.width > 0 && controls[index].checkVisibility());
    const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    const pairs = visible.flatMap(([name, box], index) =>
      visible.slice(index + 1).filter(([, other]) => meet(box, other)).map(([other]) => `${name} / ${other}`),
    );
    return pairs;
  });
}

test("keyboard and screen reader find everything", async () => {
  const page = await playground(context);
  await page.getByRole("tab", { name: "shop.proto" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.getByRole("tab", { name: "money.proto", selected: true }).waitFor();
  await page.keyboard.press("Control+Enter");
  await page.getByText(/^1 files? in/).or(page.getByText(/^\d+ files? in/)).waitFor();
  const session = await context.newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  const roles = ["button", "textbox", "tab", "link", "region", "navigation"];
  const nameless = nodes.filter((node) => !node.ignored && roles.includes(node.role?.value) && !node.name?.value);
  assert.deepEqual(nameless.map((node) => node.role.value), []);
  await page.close();
});

test("the keyboard alone leads from the first visit to the download", async () => {
  const page = await playground(context);
  const focused = () => page.evaluate(() => {
    const { id, ariaLabel, textContent } = document.activeElement;
    return id || ariaLabel || textContent.trim();
  });
  /** Presses `key` until what is called `name` has the focus, as everybody sees. */
  const go = async (key, name) => {
    for (let presses = 0; (await focused()) !== name; presses += 1) {
      assert.ok(presses < 60, `${key} does not lead to ${name}`);
      await page.keyboard.press(key);
      const outline = await page.evaluate(() => [document.activeElement, document.activeElement.closest(".button, .editor")]
        .some((element) => element && getComputedStyle(element).outlineStyle !== "none"));
      assert.ok(outline, `${await focused()} shows that it has the focus`);
    }
  };
  await go("Tab", "Source of shop/v1/shop.proto");
  await page.keyboard.press("Escape");
  await go("Tab", "Remove protoc-gen-prost");
  await go("Tab", "Add a ready plugin");
  await page.keyboard.press("Enter");
  await go("Tab", await page.locator("#ready-list button").filter({ hasText: "protoc-gen-python" }).textContent());
  await page.keyboard.press("Enter");
  await page.getByText("Added protoc-gen-python.").waitFor();
  assert.equal(await focused(), "Add a ready plugin");
  await page.keyboard.press("Control+Enter");
  await page.getByText(/^\d+ files in \d+ ms\.$/).waitFor();
  await go("Tab", "download");
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  assert.equal(download.suggestedFilename(), "generated.zip");
  await page.close();
});

test("nothing moves for those who want that, and colours may be forced", async () => {
  const page = await playground(context);
  const style = (selector, property) => page.evaluate(([selector, property]) =>
    getComputedStyle(document.querySelector(selector))[property], [selector, property]);
  assert.equal(await style("html", "scrollBehavior"), "smooth");
  await page.emulateMedia({ reducedMotion: "reduce" });
  assert.deepEqual([await style("html", "scrollBehavior"), await style("#share", "transitionDuration")], ["auto", "0s"]);
  await page.emulateMedia({ forcedColors: "active" });
  const [open, other] = [await style('[aria-selected="true"]', "borderColor"), await style('[aria-selected="false"]', "borderColor")];
  assert.notEqual(open, other, "the open tab differs by its edge");
  assert.notEqual(await style(".layers > pre", "color"), await style(".editor", "backgroundColor"), "sources can be read");
  assert.equal(await style("#editor textarea", "color"), "rgba(0, 0, 0, 0)", "and are not drawn twice");
  await page.close();
});
