// Checks the types of the islands and bundles each file of src/ as an ES module: node build.mjs <folder of the bundles>
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { readdir, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { build } from 'esbuild';

const bundles = resolve(process.argv[2] ?? '../wwwroot/assets');
const islands = (await readdir('src')).filter(file => file.endsWith('.ts') && !file.endsWith('.d.ts')).map(file => join('src', file));

// MSBuild reads errors in this form.
const report = messages => {
  for (const { text, location } of messages) {
    console.error(location ? `${location.file}(${location.line},${location.column + 1}): error ESBUILD: ${text}` : `esbuild: error ESBUILD: ${text}`);
  }
};

const checked = new Promise(done => {
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  spawn(process.execPath, [compiler, '--project', '.', '--pretty', 'false'], { stdio: ['ignore', 'inherit', 'inherit'] }).on('close', done);
});

let bundled;
try {
  bundled = await build({
    entryPoints: islands,
    outdir: bundles,
    bundle: true,
    // What several islands share is one file that a browser loads once; an island's import() is loaded when it is needed.
    splitting: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    charset: 'utf8',
    chunkNames: 'shared/[name]-[hash]',
    metafile: true,
    logLevel: 'silent',
  });
} catch (failed) {
  report(failed.errors ?? [{ text: String(failed) }]);
}

if ((await checked) !== 0 || !bundled) {
  process.exit(1);
}

// Bundles of islands that are gone, and shared files of another content.
const written = new Set(Object.keys(bundled.metafile.outputs).map(file => relative(bundles, resolve(file))));
for (const file of await readdir(bundles, { recursive: true, withFileTypes: true })) {
  const path = relative(bundles, join(file.parentPath, file.name));
  if (file.isFile() && !written.has(path)) {
    await rm(join(bundles, path));
  }
}
