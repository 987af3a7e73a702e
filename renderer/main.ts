import { createApplication } from './app/application.ts'
import type { Feature } from './app/features.ts'

const modules = import.meta.glob<{ default: Feature }>('./features/*/*.feature.ts', { eager: true })

createApplication(Object.values(modules).map((module) => module.default)).mount('#app')
