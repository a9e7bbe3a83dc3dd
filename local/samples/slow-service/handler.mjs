import { get } from 'node:http';

/** I/O-bound: asks a slow service and passes its answer on. */
export async function handler({ path }) {
  const order = JSON.parse(await fetchText(`${process.env.SERVICE_URL}${path}`));
  return { orderId: order.id, status: order.status };
}

function fetchText(url) {
  return new Promise((resolve, reject) => {
    get(url, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve(text));
    }).on('error', reject);
  });
}
