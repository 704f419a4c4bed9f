// Font subsets: Fira Sans with Latin and Latin Extended, and Noto Sans with what DIN 91379 asks for beyond it.
import { access, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

const LATIN = [
  [0x20, 0x7e],
  [0xa0, 0x24f], // Latin-1, Latin Extended-A and -B
  [0x2b0, 0x2ff],
  [0x300, 0x36f], // combining marks
  [0x1e00, 0x1eff], // Latin Extended Additional
  [0x2000, 0x206f], // dashes, quotation marks, spaces, direction marks
  [0x2070, 0x209f],
  [0x20a0, 0x20bf],
  [0x2190, 0x2193],
  [0x2212, 0x2212],
  [0x2260, 0x2265],
];

const WEIGHTS = [
  ["400", "FiraSans-Regular", "NotoSans-Regular"],
  ["500", "FiraSans-Medium", null],
  ["600", "FiraSans-SemiBold", "NotoSans-Bold"],
];

export async function subsetFonts(packages, folder, lettersFile) {
  const subsetFont = packages("subset-font");
  const kern = path.join(path.dirname(packages.resolve("@kern-ux/native/package.json")), "dist/fonts");
  await mkdir(folder, { recursive: true });
  const latin = LATIN.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)));
  const names = await lettersOfNames(lettersFile);

  for (const [weight, fira, noto] of WEIGHTS) {
    const full = await readFile(path.join(kern, "fira-sans", `${fira}.woff2`));
    await once(path.join(folder, `fira-sans-${weight}.woff2`), () => subsetFont(full, latin.join(""), { targetFormat: "woff2" }));
    if (noto === null) continue;
    const behind = await readFile(path.join(kern, "noto-sans", `${noto}.woff2`));
    await once(path.join(folder, `letters-${weight}.woff2`), () => subsetFont(behind, names, { targetFormat: "woff2" }));
  }
}

/** Letters of the norm (Latin, Greek, Cyrillic) and their combining marks, beyond Latin Extended-A, which Fira Sans has. */
async function lettersOfNames(file) {
  const norm = JSON.parse(await readFile(file, "utf8"));
  const points = new Set();
  for (const group of ["latin_letters", "N1", "greek", "cyrillic", "E1"]) {
    for (const range of norm[group].codepoint_ranges) {
      const [from, to = from] = range.split("-").map((hex) => Number.parseInt(hex, 16));
      for (let point = from; point <= to; point++) points.add(point);
    }
    for (const point of norm[group].sequences.flat().flatMap(codePoints)) points.add(point);
  }
  return [...points].filter((point) => point > 0x17f).map((point) => String.fromCodePoint(point)).join("");
}

/** "0041+030B", "0041 030B" or the letters themselves. */
function codePoints(sequence) {
  return /^[0-9A-F]{4,6}([ +-][0-9A-F]{4,6})*$/.test(sequence)
    ? sequence.split(/[ +-]/).map((hex) => Number.parseInt(hex, 16))
    : [...sequence].map((letter) => letter.codePointAt(0));
}

async function once(file, make) {
  try {
    await access(file);
  } catch {
    await writeFile(file, await make());
  }
}
