/** The names of the `{name}` placeholders of a text. */
export type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never

/** A translation of `Source`: the same keys, nothing missing, any text. */
export type TextsLike<Source> = { readonly [Key in keyof Source]: string }

/** Values for placeholders. */
export type Params = Readonly<Record<string, string | number>>
