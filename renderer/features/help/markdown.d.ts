/** A guide, made by `build/help-pages.ts` when the screens are built. */
declare module '*.md' {
  const page: import('./help-pages.ts').HelpPage
  export default page
}
