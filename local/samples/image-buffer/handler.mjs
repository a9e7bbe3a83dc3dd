/** Memory-hungry: holds a whole bitmap while it turns it to grey. */
export async function handler({ widthPixels, heightPixels }) {
  const bitmap = Buffer.alloc(widthPixels * heightPixels * 4, 0x7f);
  let sum = 0;
  for (let offset = 0; offset < bitmap.length; offset += 4096) {
    const grey = (bitmap[offset] + bitmap[offset + 1] + bitmap[offset + 2]) / 3;
    bitmap[offset] = grey;
    sum += grey;
  }
  return { bytes: bitmap.length, meanGrey: sum / (bitmap.length / 4096) };
}
