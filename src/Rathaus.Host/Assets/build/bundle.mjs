// Bundles the front end: node bundle.mjs <sources> <npm folder> <output folder> <DIN 91379 data>
// Writes hashed files, compressed twins (.br, .gz) and manifest.json (plain name to hashed name).
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { subsetFonts } from "./fonts.mjs";

const [sources, npm, target, letters] = process.argv.slice(2).map((part) => path.resolve(part));
const packages = createRequire(path.join(npm, "package.json"));
const esbuild = packages("esbuild");
const sass = packages("sass");
const work = `${target}.new`;
const fonts = path.join(npm, "fonts");

await rm(work, { recursive: true, force: true });
await mkdir(work, { recursive: true });
await subsetFonts(packages, fonts, letters);

const kern = sass.compile(path.join(sources, "css/kern.scss"), {
  loadPaths: [path.join(npm, "node_modules")],
  logger: sass.Logger.silent,
}).css;

const provided = {
  name: "provided",
  setup(build) {
    build.onResolve({ filter: /^kern:/ }, () => ({ path: "reduced", namespace: "kern" }));
    build.onLoad({ filter: /.*/, namespace: "kern" }, () => ({ contents: kern, loader: "css" }));
    build.onResolve({ filter: /^font:/ }, ({ path: name }) => ({ path: path.join(fonts, name.slice("font:".length)) }));
  },
};

const built = await esbuild.build({
  entryPoints: [
    ...["css/rathaus.css", "js/rathaus.js", "css/map.css", "js/map.js"].map((file) => path.join(sources, file)),
    { in: path.join(npm, "node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs"), out: "map-worker" },
  ].map((entry) => (typeof entry === "string" ? { in: entry, out: path.parse(entry).name } : entry)),
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  charset: "utf8",
  legalComments: "none",
  outdir: work,
  entryNames: "[name].[hash]",
  assetNames: "[name].[hash]",
  publicPath: "/assets",
  loader: { ".woff2": "file" },
  nodePaths: [path.join(npm, "node_modules")],
  plugins: [provided],
  supported: { nesting: true },
  metafile: true,
  write: false,
});

const manifest = {};
for (const file of built.outputFiles) await store(path.basename(file.path), file.contents);
for (const name of ["icons.svg", "tile.svg"]) {
  const content = await readFile(path.join(sources, name));
  const { name: stem, ext } = path.parse(name);
  await store(`${stem}.${createHash("sha256").update(content).digest("hex").slice(0, 8)}${ext}`, content);
}
await writeFile(path.join(work, "manifest.json"), JSON.stringify(manifest, null, 2));
await rm(target, { recursive: true, force: true });
await rename(work, target);

async function store(name, content) {
  manifest[name.replace(/\.[A-Za-z0-9]+(\.[a-z0-9]+)$/, "$1")] = name;
  await writeFile(path.join(work, name), content);
  if (!/\.(css|js|svg)$/.test(name)) return;
  await writeFile(path.join(work, `${name}.gz`), gzipSync(content, { level: 9 }));
  await writeFile(
    path.join(work, `${name}.br`),
    brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
  );
}
