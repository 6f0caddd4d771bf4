// Ends with 0 where the server beside it answers, with 1 where it does not: for HEALTHCHECK in the Dockerfile.
const url = `http://127.0.0.1:${process.env.PORT || 8787}/health`;
try {
  const { ok, status } = await fetch(url, { signal: AbortSignal.timeout(4_000) });
  console.log(`${url} ${status}`);
  process.exitCode = ok ? 0 : 1;
} catch (error) {
  console.error(`${url} ${error.cause?.code ?? error.name}`);
  process.exitCode = 1;
}
