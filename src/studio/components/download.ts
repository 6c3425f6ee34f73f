// Hands a file to the reader's own download folder.

export function download(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // Browsers read the address after the click has returned.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

/** `patients.csv` becomes `patients-synthetic.csv`. */
export function siblingName(name: string, ending: string): string {
  return `${name.replace(/\.[^.]*$/, '') || 'table'}${ending}`
}
