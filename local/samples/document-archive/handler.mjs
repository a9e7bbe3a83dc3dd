import { get } from 'node:http';
import { gzipSync } from 'node:zlib';

/** Mixed: fetches a large JSON document, sums it up, and compresses it for the archive. */
export async function handler({ path }) {
  const text = await fetchText(`${process.env.SERVICE_URL}${path}`);
  const { entries } = JSON.parse(text);
  const total = entries.reduce((sum, entry) => sum + entry.quantity * entry.unitPrice, 0);
  const archived = gzipSync(JSON.stringify({ total, entries }));
  return { total, entryCount: entries.length, archivedBytes: archived.length };
}

function fetchText(url) {
  return new Promise((resolve, reject) => {
    get(url, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    }).on('error', reject);
  });
}
