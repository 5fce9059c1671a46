// Looks at the mail a browser shows: what sticks out, what cannot be read, what says nothing to who sees no images. It runs in the
// page, which knows nothing of this program: so it is a text.

export interface Look {
  /** Of the whole page, in pixels. */
  readonly width: number
  /** Images without a text. */
  readonly mute: readonly string[]
  /** Texts that stick out to the left or right. */
  readonly outside: readonly string[]
  /** Texts that stand out too little from what is behind them (WCAG AA: 4.5), with their contrast. */
  readonly faint: readonly string[]
  readonly buttons: readonly { readonly text: string; readonly height: number }[]
  /** The luminance of the page's background: 0 is black, 1 is white. */
  readonly background: number
}

/** Evaluates to a `Look`. */
export const lookAtMail = String.raw`(() => {
  const channels = (color) => (color.match(/[\d.]+/g) ?? []).map(Number)
  const isOpaque = color => channels(color)[3] !== 0
  const luminance = color => {
    const [r = 0, g = 0, b = 0] = channels(color).map(value => {
      const part = value / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const behind = element => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor
      if (isOpaque(color)) return color
    }
    return 'rgb(255, 255, 255)'
  }
  const hasText = element =>
    [...element.childNodes].some(node => node.nodeType === 3 && node.textContent?.trim() !== '')
  const isSeen = element => {
    const { width, height } = element.getBoundingClientRect()
    return width > 1 && height > 1 && getComputedStyle(element).display !== 'none'
  }
  const texts = [...document.body.querySelectorAll('*')].filter(one => hasText(one) && isSeen(one))
  const contrast = element => {
    const [a, b] = [luminance(getComputedStyle(element).color), luminance(behind(element))]
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
  }
  return {
    width: document.documentElement.scrollWidth,
    mute: [...document.images].filter(({ alt }) => !alt).map(({ src }) => src),
    outside: texts
      .filter(one => {
        const { left, right } = one.getBoundingClientRect()
        return left < -1 || right > window.innerWidth + 1
      })
      .map(one => one.textContent),
    // WCAG AA for texts of this size.
    faint: texts
      .filter(one => contrast(one) < 4.5)
      .map(one => contrast(one).toFixed(1) + ': ' + one.textContent),
    buttons: [...document.querySelectorAll('.button a')].map(one => ({
      text: one.textContent?.trim() ?? '',
      height: one.getBoundingClientRect().height,
    })),
    background: luminance(behind(document.querySelector('.page') ?? document.body)),
  }
})()`
