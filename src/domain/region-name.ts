/** Whether the text has the form of the name of a region. It may become part of the name of a host. */
export function isRegionName(text: string): boolean {
  return /^[a-z]{2,5}(-[a-z]+)+-\d{1,2}$/.test(text);
}
