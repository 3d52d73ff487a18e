/** Numbers as the page's language writes them, without separators of thousands: panels are narrow. */

/** Of the page; tests run where there is none. */
const language = ('document' in globalThis && document.documentElement.lang) || 'en';

/** Making a formatter takes longer than using it a hundred times. */
const formats = new Map<number, Intl.NumberFormat>();

/** A number with so many digits behind the point, and a real minus sign. */
export function decimal(number: number, digits: number): string {
  return formatFor(digits).format(number).replace('-', '−');
}

function formatFor(digits: number): Intl.NumberFormat {
  const known = formats.get(digits);
  if (known) return known;
  const format = new Intl.NumberFormat(language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: false,
  });
  formats.set(digits, format);
  return format;
}

const percents = new Intl.NumberFormat(language, { style: 'percent', useGrouping: false });

/** A share as whole percents. */
export const wholePercent = (share: number): string => percents.format(share);
