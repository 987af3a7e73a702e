/** Longest side of a photograph that is kept: handwriting on a delivery note stays readable. */
const LONGEST_SIDE = 1600
const QUALITY = 0.8

/**
 * A photograph made small enough to keep: cameras take pictures of ten megabytes. What the browser cannot read as a picture
 * is handed on as it is; the backend looks at it and refuses what is none.
 */
export async function smallerPhoto(file: File): Promise<File> {
  let bitmap: ImageBitmap
  try {
    bitmap = await createImageBitmap(file)
  } catch {
    return file
  }
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(bitmap.width * scale)
  canvas.height = Math.round(bitmap.height * scale)
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY))
  return blob && blob.size < file.size
    ? new File([blob], `${file.name.replace(/\.\w+$/, '')}.jpg`, { type: blob.type })
    : file
}
