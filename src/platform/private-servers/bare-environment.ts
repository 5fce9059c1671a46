// What a server inherits of the program's environment: nothing. PGDATA and its like would change it, and secrets have no
// business there. Must hold only what every machine shares.
export const BARE_ENVIRONMENT = {
  PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
  LC_ALL: 'C',
  TZ: 'UTC',
}
