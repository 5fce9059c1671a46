// A certificate for this machine that nobody signed, with its key: for servers of tests, and of no use elsewhere. Valid from
// 2024 to 2124. Made by `openssl ca -selfsign`, with the names localhost and 127.0.0.1.
export const selfSigned = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgK07/B4MkacQoF2D1
WbGYusQHLL2AeuBY0RwzInRwpt6hRANCAASLdjk3b3G/7v5Z1ZPZXhPGTZjuTkc5
sbXsyGjeCzVAsPGSYvppr7vXWLG3hSiEHL88fGutFskKeP+vC8ZrJ/wk
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBdjCCAR2gAwIBAgIBATAKBggqhkjOPQQDAjAcMRowGAYDVQQDDBFUcmlnZ2Vy
ZmlzaCB0ZXN0czAgFw0yNDAxMDEwMDAwMDBaGA8yMTI0MDEwMTAwMDAwMFowHDEa
MBgGA1UEAwwRVHJpZ2dlcmZpc2ggdGVzdHMwWTATBgcqhkjOPQIBBggqhkjOPQMB
BwNCAASLdjk3b3G/7v5Z1ZPZXhPGTZjuTkc5sbXsyGjeCzVAsPGSYvppr7vXWLG3
hSiEHL88fGutFskKeP+vC8ZrJ/wko04wTDAaBgNVHREEEzARgglsb2NhbGhvc3SH
BH8AAAEwDwYDVR0TAQH/BAUwAwEB/zAdBgNVHQ4EFgQUUPQLcxrejs6UqURYN62+
FrsBfbQwCgYIKoZIzj0EAwIDRwAwRAIgNH32Zi1HnbA9YOSgKXxPyZ7lC486G1g8
L4PFeSCtAU8CIDIuvz9MbiF68ViViKD8XS3iGlccUhbaHTh0PEZ6ZuP/
-----END CERTIFICATE-----`,
} as const
