# The program in an image of its own: no compiler, no development packages, no optional ones (they are for the demo and
# the private servers of a first run), no root.
ARG NODE_VERSION=20

FROM node:${NODE_VERSION}-alpine AS build
WORKDIR /app
COPY package.json package-lock.json ./
# No package may run a script here; none of those we need has one.
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json tsconfig.storefront.json ./
COPY src src
COPY migrations migrations
RUN npm run build

FROM node:${NODE_VERSION}-alpine AS modules
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev --omit=optional

FROM node:${NODE_VERSION}-alpine
ENV NODE_ENV=production
WORKDIR /app
COPY --from=modules /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
COPY bin bin
COPY journeys journeys
USER node
EXPOSE 8080
# Live, not ready: a container is not to be restarted because PostgreSQL or Redis is away.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8080}/health/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Young objects by the batch: with the default 16 MB most of them would be copied to the old space before they die.
CMD ["node", "--max-semi-space-size=64", "dist/src/main.js"]
