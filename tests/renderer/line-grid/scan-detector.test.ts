import { describe, expect, test } from 'vitest'
import { createScanDetector } from '../../../renderer/components/LineGrid/scanDetector.ts'

/** Sends keys at a pace and ends with Enter; answers what the detector makes of them. */
function send(text: string, gap: number, enterGap = gap, inputMethod = false) {
  const detector = createScanDetector()
  let timeStamp = 1000
  for (const character of text) {
    timeStamp += gap
    const code = /\d/.test(character) ? `Digit${character}` : `Key${character.toUpperCase()}`
    detector.key({ key: inputMethod ? 'Process' : character, code, shiftKey: /[A-Z]/.test(character), timeStamp })
  }
  return detector.key({ key: 'Enter', code: 'Enter', shiftKey: false, timeStamp: timeStamp + enterGap })
}

describe('scans and people', () => {
  test('scanners of 5 and 30 ms, with an input method on, with capitals', () => {
    expect(send('6901234567892', 5)).toBe('6901234567892')
    expect(send('6901234567892', 30)).toBe('6901234567892')
    expect(send('MF1001', 5, 5, true)).toBe('MF1001')
  })

  test('people, short texts, initials and a thoughtful Enter are no scan', () => {
    expect(send('6901234567892', 40)).toBeNull()
    expect(send('123', 5)).toBeNull()
    expect(send('gjxmf', 5)).toBeNull()
    expect(send('dbdm2', 5)).toBeNull()
    expect(send('6901234567892', 5, 200)).toBeNull()
  })

  test('a figure typed just before the scan does not belong to it', () => {
    const detector = createScanDetector()
    detector.key({ key: '7', code: 'Digit7', shiftKey: false, timeStamp: 1000 })
    expect(detector.startsNew(1200)).toBe(true)
    let timeStamp = 1200
    for (const digit of '69012345') {
      detector.key({ key: digit, code: `Digit${digit}`, shiftKey: false, timeStamp: (timeStamp += 5) })
      expect(detector.startsNew(timeStamp + 5)).toBe(false)
    }
    expect(detector.key({ key: 'Enter', code: 'Enter', shiftKey: false, timeStamp: timeStamp + 5 })).toBe('69012345')
  })
})
