// The body of a POST: a form as mail programs and browsers send it, urlencoded or multipart. Node's own reader for both. Pure.

/** At most 50 fields of text. Empty where it is no form, or one that cannot be read: a mail program may post as it likes. */
export async function readForm(contentType: string | undefined, body: Buffer): Promise<URLSearchParams> {
  const fields = new URLSearchParams()
  if (contentType === undefined || body.length === 0) return fields
  try {
    const form = await new Response(new Uint8Array(body), {
      headers: { 'Content-Type': contentType },
    }).formData()
    for (const [name, value] of [...form].slice(0, mostFields))
      if (typeof value === 'string') fields.append(name, value)
    return fields
  } catch {
    return new URLSearchParams()
  }
}

const mostFields = 50
