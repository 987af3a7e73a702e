import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

export type JobState = 'running' | 'done' | 'failed' | 'cancelled'

/** Work that goes on while the user does something else: an import, an export, a check. */
export interface Job {
  id: string
  /** In the user's language already. */
  title: string
  state: JobState
  done: number
  /** 0: unknown. */
  total: number
  /** Milliseconds since 1970. */
  startedAt: number
  /** What came out, or why it failed. */
  note?: string
  cancel?: () => void | Promise<void>
  /** Shows the result. */
  open?: () => void | Promise<void>
}

/** The job tray. Whoever starts a job puts it here and keeps it up to date. */
export const useJobs = defineStore('jobs', () => {
  const jobs = ref<Job[]>([])
  const running = computed(() => jobs.value.filter((job) => job.state === 'running').length)

  /** Adds a job or brings the one with the same id up to date. */
  function put(job: Job): void {
    const index = jobs.value.findIndex((one) => one.id === job.id)
    if (index < 0) jobs.value.unshift(job)
    else jobs.value[index] = job
  }

  function remove(id: string): void {
    jobs.value = jobs.value.filter((job) => job.id !== id)
  }

  return { jobs, running, put, remove }
})
