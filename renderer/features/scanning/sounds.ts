/** Tones of the scanner screens, made on the spot: nothing is loaded. Without sound the screens stay right by colour alone. */
type Tone = 'good' | 'wrong' | 'ask'

/** Hertz, start and length in seconds: high for good, low twice for wrong. */
const TONES: Readonly<Record<Tone, readonly (readonly [number, number, number])[]>> = {
  good: [[1320, 0, 0.07]],
  wrong: [
    [190, 0, 0.22],
    [190, 0.3, 0.32],
  ],
  ask: [
    [660, 0, 0.1],
    [880, 0.12, 0.1],
  ],
}

let context: AudioContext | null = null

/** Gets ready while nothing is scanned yet: starting sound takes longer than a scan may. */
export function prepareSound(): void {
  context ??= new AudioContext()
}

/** Plays a tone; the first key or touch of the page allows it. */
export function play(tone: Tone): void {
  context ??= new AudioContext()
  if (context.state === 'suspended') void context.resume()
  for (const [hertz, from, length] of TONES[tone]) {
    const oscillator = context.createOscillator()
    const gain = context.createGain()
    const start = context.currentTime + from
    oscillator.type = tone === 'wrong' ? 'square' : 'sine'
    oscillator.frequency.value = hertz
    gain.gain.setValueAtTime(0.25, start)
    gain.gain.exponentialRampToValueAtTime(0.001, start + length)
    oscillator.connect(gain).connect(context.destination)
    oscillator.start(start)
    oscillator.stop(start + length)
  }
}
