import { defineFeature } from '../../app/features.ts'
import { CONFIRM_ROUTE, LOGIN_ROUTE, WELCOME_ROUTE } from '../../app/router.ts'
import LockScreen from './LockScreen.vue'
import OwnEmail from './OwnEmail.vue'
import OwnSecrets from './OwnSecrets.vue'
import { lockScreen, ownEmailOpen, ownSecret } from './lock-state.ts'

const card = { tab: 'one', access: 'public', layout: 'card' } as const

export default defineFeature({
  id: 'welcome',
  routes: [
    {
      ...card,
      path: '/welcome',
      name: WELCOME_ROUTE,
      page: () => import('./WelcomePage.vue'),
      title: 'welcome.title',
    },
    {
      ...card,
      path: '/register',
      name: 'register',
      page: () => import('./RegisterPage.vue'),
      title: 'welcome.register',
    },
    { ...card, path: '/login', name: LOGIN_ROUTE, page: () => import('./LoginPage.vue'), title: 'welcome.login' },
    {
      ...card,
      path: '/confirm',
      name: CONFIRM_ROUTE,
      page: () => import('./ConfirmPage.vue'),
      title: 'welcome.confirm',
    },
  ],
  commands: [
    {
      id: 'user.lock',
      title: 'shell.user.lock',
      mnemonic: 'sdpm',
      access: 'signed-in',
      keys: 'Alt+L',
      run: lockScreen,
    },
    {
      id: 'user.password',
      title: 'welcome.own.password',
      mnemonic: 'xgmm',
      access: 'signed-in',
      run: () => void (ownSecret.value = 'password'),
    },
    {
      id: 'user.pin',
      title: 'welcome.own.pin',
      mnemonic: 'szjspin',
      access: 'signed-in',
      run: () => void (ownSecret.value = 'pin'),
    },
    {
      id: 'user.email',
      title: 'welcome.own.email',
      mnemonic: 'wdyx',
      access: 'signed-in',
      run: () => void (ownEmailOpen.value = true),
    },
  ],
  overlays: [LockScreen, OwnSecrets, OwnEmail],
})
