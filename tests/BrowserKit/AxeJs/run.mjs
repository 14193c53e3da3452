// Writes the script to standard output.
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';

createReadStream(createRequire(import.meta.url).resolve('axe-core/axe.min.js')).pipe(process.stdout);
