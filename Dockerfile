# One image for each service:  docker build --build-arg MODDY_SERVICE=backend .   (bot, backend or sandbox)
# Railway fills the argument from the service's variable of the same name.
ARG MODDY_SERVICE=bot

# The same for every image: what all services share.
FROM node:24-bookworm-slim AS shared
WORKDIR /src
RUN npm install --global --no-audit --no-fund pnpm@12.21.0
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml tsconfig.base.json ./
RUN pnpm fetch --ignore-scripts
COPY packages/schemas packages/schemas
COPY packages/internal-api packages/internal-api
COPY packages/runtime packages/runtime

# A service, and the program beside it. A change in one of them leaves the other images as they are.
FROM shared AS source-service
COPY packages/delivery packages/delivery
COPY packages/service packages/service
COPY packages/cli packages/cli
ENV BESIDE=cli
FROM source-service AS source-bot
COPY packages/bot packages/bot
ENV APP=bot
FROM source-service AS source-backend
COPY packages/backend packages/backend
ENV APP=backend
FROM shared AS source-sandbox
COPY packages/launcher packages/launcher
COPY packages/sandbox packages/sandbox
ENV APP=sandbox BESIDE=launcher

FROM source-${MODDY_SERVICE} AS build
RUN pnpm install --offline --frozen-lockfile --ignore-scripts \
  && node_modules/.bin/tsc -b packages/${APP} packages/${BESIDE}
RUN for part in ${APP} ${BESIDE}; do \
    pnpm --filter @moddy/${part} --config.injectWorkspacePackages=true \
      deploy --prod --no-optional --offline --ignore-scripts /out/${part} || exit 1; \
  done \
  # Types, sources, maps and manuals are of no use at run time.
  && find /out -type f -regextype egrep -regex '.*\.([cm]?ts|map|md|markdown|flow|tsbuildinfo)' -delete

FROM node:24-bookworm-slim AS run
ENV NODE_ENV=production
WORKDIR /app
USER node
# node is process 1 and gets SIGTERM itself. In a service, `node dist/migrate.js` brings the database up to date and ends.
CMD ["node", "dist/main.js"]

FROM run AS service
COPY --from=build /out/cli /opt/moddy-cli
COPY plans.json ./
USER root
RUN ln -s /opt/moddy-cli/bin/moddy.mjs /usr/local/bin/moddy
USER node
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=6 \
  CMD ["node", "-e", "fetch('http://localhost:' + process.env.PORT + '/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]

FROM service AS bot
COPY --from=build /out/bot ./
ENV PORT=8080
EXPOSE 8080

FROM service AS backend
COPY --from=build /out/backend ./
ENV PORT=8000
EXPOSE 8000

FROM run AS sandbox
COPY --from=build /out/sandbox ./
# The first purchase, shown as `npm start` shows it: node /opt/launcher/dist/compose/first-purchase.js
COPY --from=build /out/launcher /opt/launcher
COPY plans.json /opt/launcher/
ENV SANDBOX_HOST=:: SANDBOX_PORT=4000
EXPOSE 4000
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=6 \
  CMD ["node", "-e", "fetch('http://localhost:' + process.env.SANDBOX_PORT + '/_sandbox/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]

FROM ${MODDY_SERVICE}
